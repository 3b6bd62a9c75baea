package io.veilpool.broken.training;

/** Breaks a rule of rooms and arrows, so that the rule is seen to fail. */
public interface ReachesForTheBridge {
    ai.djl.pytorch.jni.JniUtils forbidden();
}
