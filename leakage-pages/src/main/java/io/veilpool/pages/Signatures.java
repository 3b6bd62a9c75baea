package io.veilpool.pages;

import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.ReportReceipt;
import io.veilpool.model.protocol.ReportView;
import io.veilpool.model.signing.InvalidSignatureException;
import io.veilpool.model.signing.Jws;

/**
 * Who says that they signed. Nothing is verified here: a page cannot prove anything, it names the keys to verify with.
 *
 * @param reportKey  thumbprint (RFC 7638) of the entity's key
 * @param receipt    what the coordinator says of the report
 * @param receiptKey thumbprint of the coordinator's key
 */
public record Signatures(String reportKey, ReportReceipt receipt, String receiptKey) {
    /** @throws IllegalArgumentException if the view's signatures cannot be read */
    static Signatures of(ReportView kept) {
        try {
            return new Signatures(
                    Jws.keyIdUnverified(kept.reportJws()),
                    ProtocolJson.read(Jws.payloadUnverified(kept.receiptJws()), ReportReceipt.class),
                    Jws.keyIdUnverified(kept.receiptJws()));
        } catch (InvalidSignatureException | InvalidJsonException e) {
            throw new IllegalArgumentException(
                    "the signatures of leakage report " + kept.id() + " cannot be read: " + e.getMessage(), e);
        }
    }
}
