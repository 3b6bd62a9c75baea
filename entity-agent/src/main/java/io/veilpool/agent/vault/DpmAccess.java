package io.veilpool.agent.vault;

/**
 * Right to read or write DPM weights in the clear. Only an open {@link Vault} hands it out, so a search for uses of
 * this class shows everybody who sees weights.
 */
public final class DpmAccess {
    DpmAccess() {}
}
