package io.veilpool.model.trail;

/** A trail that was changed, or a checkpoint that does not belong to it; the message is a sentence for the person who checks. */
public final class BrokenTrailException extends Exception {
    private static final long serialVersionUID = 1L;

    public BrokenTrailException(String message) {
        super(message);
    }
}
