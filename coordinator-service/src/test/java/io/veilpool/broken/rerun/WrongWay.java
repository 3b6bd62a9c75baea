package io.veilpool.broken.rerun;

/** Uses a room that it must not use. */
public record WrongWay(int depth) {
    /** The forbidden arrow. */
    public int follow() {
        return new io.veilpool.broken.storage.WrongWay(depth).depth();
    }
}
