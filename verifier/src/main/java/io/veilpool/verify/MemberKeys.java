package io.veilpool.verify;

import io.veilpool.model.protocol.EvidenceManifest;
import io.veilpool.model.protocol.MemberView;
import io.veilpool.model.signing.InvalidSignatureException;
import io.veilpool.model.signing.Jws;
import io.veilpool.model.signing.PublicKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Members' keys, and what they signed. What was signed with a key that was revoked counts if the coordinator had it before: if the trail
 * tells of it before it tells of the revocation. What its signer wrote as a date shows nothing.
 */
final class MemberKeys {
    private static final String REVOKED = "entity-revoked";

    /** A document that a member signed. @param receipt what the trail says of it */
    private record Signed(String file, Told receipt) {}

    private final TrailEvidence told;
    private final Map<String, List<String>> keysOf = new HashMap<>();
    private final Map<String, Told> revocations = new HashMap<>();
    private final Map<String, List<Signed>> signedWith = new HashMap<>();

    /** @param told gets what the trail must say */
    MemberKeys(TrailEvidence told) {
        this.told = told;
    }

    /**
     * @return whose key it is, in a sentence
     * @throws NotVerifiedException if the fingerprint is not that of the key
     */
    String add(MemberView member) throws NotVerifiedException {
        requireFingerprint(member);
        String subject = "entity " + member.name() + " " + member.id();
        told.expect("entity-enrolled", subject, member.keyFingerprint(), EvidenceManifest.COLLABORATION);
        if (!member.active()) {
            told.expect(REVOKED, subject, member.keyFingerprint(), EvidenceManifest.COLLABORATION);
            revocations.put(member.keyFingerprint(), new Told(REVOKED, subject, member.keyFingerprint()));
        }
        keysOf.computeIfAbsent(member.name(), name -> new ArrayList<>()).add(member.publicKey());
        return "Member %s%s has the key with fingerprint %s."
                .formatted(member.name(), member.active() ? "" : " (revoked)", member.keyFingerprint());
    }

    private static void requireFingerprint(MemberView member) throws NotVerifiedException {
        try {
            EvidenceCheck.require(
                    PublicKeys.thumbprint(member.publicKey()).equals(member.keyFingerprint()),
                    EvidenceManifest.COLLABORATION,
                    "names another fingerprint than that of the key of " + member.name());
        } catch (InvalidSignatureException e) {
            throw new NotVerifiedException(
                    EvidenceManifest.COLLABORATION + " has no key of " + member.name() + ": " + e.getMessage() + ".");
        }
    }

    /** Public keys that an entity had, one after the other. */
    List<String> of(String file, String entity) throws NotVerifiedException {
        List<String> keys = keysOf.getOrDefault(entity, List.of());
        EvidenceCheck.require(!keys.isEmpty(), file, "is in the name of " + entity + ", who is no member");
        return keys;
    }

    /** Takes a document whose signature was verified, and requires that the trail says that the coordinator had it. */
    void signed(String file, String jws, String action, String subject, String value) throws NotVerifiedException {
        told.expect(action, subject, value, file);
        try {
            signedWith
                    .computeIfAbsent(Jws.keyUnverified(jws), key -> new ArrayList<>())
                    .add(new Signed(file, new Told(action, subject, value)));
        } catch (InvalidSignatureException e) {
            throw new NotVerifiedException(file + ": the signature does not hold: " + e.getMessage() + ".");
        }
    }

    /** Of the whole trail: @return a sentence for each document that came after its key was revoked */
    List<String> late() {
        List<String> sentences = new ArrayList<>();
        revocations.forEach((key, revocation) -> {
            for (Signed document : signedWith.getOrDefault(key, List.of())) {
                OptionalLong received = told.position(document.receipt());
                OptionalLong revoked = told.position(revocation);
                if (received.isPresent() && revoked.isPresent() && received.getAsLong() > revoked.getAsLong()) {
                    sentences.add(String.format(
                            Locale.ROOT,
                            "%s was signed with the key of %s, which was revoked (entry %,d of the trail) before the coordinator had the"
                                    + " document (entry %,d): it does not count.",
                            document.file(),
                            revocation.subject(),
                            revoked.getAsLong(),
                            received.getAsLong()));
                }
            }
        });
        return sentences;
    }

    /** Of the whole trail, where nothing was late: @return what is so of documents whose key was revoked since, in sentences */
    List<String> kept() {
        return revocations.entrySet().stream()
                .filter(revoked -> signedWith.containsKey(revoked.getKey()))
                .map(revoked -> String.format(
                        Locale.ROOT,
                        "The key of %s was revoked in entry %,d of the trail; %d documents signed with it were with the coordinator"
                                + " before, and stay valid.",
                        revoked.getValue().subject(),
                        told.position(revoked.getValue()).orElseThrow(),
                        signedWith.getOrDefault(revoked.getKey(), List.of()).size()))
                .sorted()
                .toList();
    }
}
