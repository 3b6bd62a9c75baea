package io.veilpool.model.protocol;

/** @param jws a {@link Checkpoint}, signed by the coordinator ({@link SignatureType#CHECKPOINT}) */
public record SignedCheckpoint(String jws) {}
