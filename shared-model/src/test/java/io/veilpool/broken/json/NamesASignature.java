package io.veilpool.broken.json;

/** Breaks a rule of rooms and arrows, so that the rule is seen to fail. */
public interface NamesASignature {
    io.veilpool.broken.signing.NamesJson forbidden();
}
