package io.veilpool.model.protocol;

/** Values of a signature's header {@code typ}: a signature over one kind of document never passes for one over another. */
public final class SignatureType {
    /** Over a {@link ReleaseManifest}. */
    public static final String RELEASE = "veilpool-release+jws";

    /** Over a {@link ContributionManifest}. */
    public static final String CONTRIBUTION = "veilpool-contribution+jws";

    /** Over a {@link LeakageReport}. */
    public static final String LEAKAGE_REPORT = "veilpool-leakage-report+jws";

    /** Over a {@link ReportReceipt}. */
    public static final String RECEIPT = "veilpool-receipt+jws";

    /** Over a {@link Checkpoint}. */
    public static final String CHECKPOINT = "veilpool-checkpoint+jws";

    /** Over a {@link WithdrawalCertificate}. */
    public static final String WITHDRAWAL = "veilpool-withdrawal+jws";

    /** Over an {@link EvidenceManifest}. */
    public static final String EVIDENCE = "veilpool-evidence+jws";

    /** Over an {@link Approval}, by an officer's key. */
    public static final String APPROVAL = "veilpool-approval+jws";

    private SignatureType() {}
}
