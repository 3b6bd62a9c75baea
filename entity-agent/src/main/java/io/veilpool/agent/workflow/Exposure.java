package io.veilpool.agent.workflow;

import io.veilpool.agent.client.CoordinatorRefusedException;
import io.veilpool.agent.client.UnreachableException;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.Oversight;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What this entity gave away under each of its DPMs: rows, uploads, and how often each image. Written down before an upload begins, and
 * again when it is accepted; what a killed agent did not count is found in the coordinator's list. What is withdrawn stays counted. The
 * digests of images never leave; the file is encrypted by the vault.
 */
final class Exposure {
    private static final int DIGEST_BYTES = 32;
    private static final String CONTEXT = "what was given away under each DPM";
    /** No member was ever given rows of these. */
    private static final Set<ContributionState> NEVER_GIVEN_AWAY =
            Set.of(ContributionState.REJECTED, ContributionState.QUARANTINED);

    private final Workbench bench;

    /**
     * @param contribution null while it is not known to be accepted
     * @param images       name of the file with the digests of the images in its rows; empty if this folder does not know them
     */
    private record Upload(@Nullable UUID contribution, int rotation, String dpmCommitment, int rows, String images) {
        private Upload as(UUID id) {
            return new Upload(id, rotation, dpmCommitment, rows, images);
        }

        private Upload of(String known) {
            return new Upload(contribution, rotation, dpmCommitment, rows, known);
        }
    }

    private record Ledger(List<Upload> uploads) {
        Ledger {
            uploads = List.copyOf(uploads);
        }
    }

    Exposure(Workbench bench) {
        this.bench = bench;
    }

    /**
     * Writes down what is about to be handed in.
     *
     * @throws StepNotPossibleException if it is more than the charter lets an entity publish under one DPM
     */
    void begin(int rotation, String dpmCommitment, int rows, LabelledImages images)
            throws IOException, VaultException, StepNotPossibleException {
        List<String> digests = images.digests();
        Upload next = new Upload(null, rotation, dpmCommitment, rows, fileName(digests));
        List<Upload> uploads = read();
        Optional<Upload> again = uploads.stream()
                .filter(upload -> upload.contribution() != null
                        && upload.dpmCommitment().equals(dpmCommitment)
                        && upload.rows() == rows
                        && (upload.images().isEmpty() || upload.images().equals(next.images())))
                .findFirst();
        if (again.isPresent()) { // the same bytes as before: the coordinator knows them, and nothing more is given away
            writeImages(digests);
            uploads.set(uploads.indexOf(again.get()), again.get().of(next.images()));
            write(uploads);
            return;
        }
        Used used = used(dpmCommitment);
        Oversight oversight = bench.charter().oversight();
        if (used.uploads() + 1 > oversight.uploadsPerDpm() || used.rows() + rows > oversight.rowsPerDpm()) {
            throw new StepNotPossibleException(
                    "The charter allows %,d rows in %,d uploads under one DPM. %,d rows in %,d uploads were published under that of rotation %d, withdrawn ones included, and this would be %,d rows more. %s"
                            .formatted(
                                    oversight.rowsPerDpm(),
                                    oversight.uploadsPerDpm(),
                                    used.rows(),
                                    used.uploads(),
                                    rotation,
                                    rows,
                                    rows > oversight.rowsPerDpm()
                                            ? "No other DPM changes that: hand in fewer images, or agree on a larger budget."
                                            : "Run `entity-agent train-dpm --again`, then measure-leakage and publish."));
        }
        writeImages(digests);
        uploads.removeIf(upload -> upload.contribution() == null);
        uploads.add(next);
        write(uploads);
    }

    /** Takes over what the coordinator has of this entity and this folder did not count, as after a kill; says where they differ. */
    void reconcile()
            throws IOException, VaultException, UnreachableException, CoordinatorRefusedException,
                    StepNotPossibleException {
        String entity = bench.entity();
        Map<UUID, ContributionView> theirs = new HashMap<>();
        for (ContributionView view : bench.client().contributions(bench.collaboration())) {
            if (view.entity().equals(entity)) {
                theirs.put(view.id(), view);
            }
        }
        List<Upload> before = read();
        List<Upload> uploads = new ArrayList<>(before);
        for (ContributionView view : theirs.values()) {
            uploads.removeIf(
                    upload -> view.id().equals(upload.contribution()) && NEVER_GIVEN_AWAY.contains(view.state()));
            boolean counted = uploads.stream().anyMatch(upload -> view.id().equals(upload.contribution()));
            if (!counted && !NEVER_GIVEN_AWAY.contains(view.state())) {
                count(view, uploads);
            }
        }
        for (Upload upload : uploads) {
            if (upload.contribution() != null && !theirs.containsKey(upload.contribution())) {
                bench.console()
                        .say(
                                "The coordinator no longer lists contribution %s, which it accepted %,d rows of; they stay counted"
                                        .formatted(upload.contribution(), upload.rows()));
            }
        }
        if (!uploads.equals(before)) {
            write(uploads);
        }
    }

    /** Counts what was handed in. */
    void accepted(ContributionView view) throws IOException, VaultException {
        List<Upload> uploads = read();
        if (uploads.stream().noneMatch(upload -> view.id().equals(upload.contribution()))) {
            count(view, uploads);
            write(uploads);
        }
    }

    private static void count(ContributionView view, List<Upload> uploads) {
        String commitment = view.manifest().dpmCommitment();
        int rows = view.manifest().rows();
        Optional<Upload> begun = uploads.stream()
                .filter(upload -> upload.contribution() == null
                        && upload.dpmCommitment().equals(commitment)
                        && upload.rows() == rows)
                .findFirst();
        begun.ifPresent(uploads::remove);
        uploads.add(begun.map(upload -> upload.as(view.id()))
                .orElseGet(() -> new Upload(view.id(), view.manifest().rotation(), commitment, rows, "")));
    }

    /** What was given away under one DPM. */
    record Used(int uploads, long rows) {
        /** Whether nothing more may be published under it. */
        boolean isAll(Oversight oversight) {
            return uploads > 0 && (uploads >= oversight.uploadsPerDpm() || rows >= oversight.rowsPerDpm());
        }
    }

    Used used(String dpmCommitment) throws IOException, VaultException {
        List<Upload> under = counted().stream()
                .filter(upload -> upload.dpmCommitment().equals(dpmCommitment))
                .toList();
        return new Used(under.size(), under.stream().mapToLong(Upload::rows).sum());
    }

    /** The newest rotation before this one under which rows were published. */
    OptionalInt publishedBefore(int rotation) throws IOException, VaultException {
        return counted().stream()
                .mapToInt(Upload::rotation)
                .filter(earlier -> earlier < rotation)
                .max();
    }

    /** How many of these images were never uploaded. */
    long neverUploaded(LabelledImages images) throws IOException, VaultException {
        Set<String> uploaded = new HashSet<>();
        for (Upload upload : counted()) {
            uploaded.addAll(readImages(upload));
        }
        return images.digests().stream()
                .filter(image -> !uploaded.contains(image))
                .count();
    }

    /** What was given away under one DPM, and how often images under any. */
    String sentence(String dpmCommitment) throws IOException, VaultException, StepNotPossibleException {
        Used used = used(dpmCommitment);
        Oversight oversight = bench.charter().oversight();
        return "Published under this DPM: %,d rows in %,d uploads; the charter allows %,d rows in %,d uploads. Images by how often they were uploaded under any DPM: %s"
                .formatted(
                        used.rows(),
                        used.uploads(),
                        oversight.rowsPerDpm(),
                        oversight.uploadsPerDpm(),
                        imagesByUploads());
    }

    /** How many images were uploaded so many times; one of two uploads is in two rows. */
    Map<Integer, Integer> imagesByUploads() throws IOException, VaultException {
        Map<String, Integer> times = new HashMap<>();
        for (Upload upload : counted()) {
            readImages(upload).forEach(image -> times.merge(image, 1, Integer::sum));
        }
        Map<Integer, Integer> images = new TreeMap<>();
        times.values().forEach(count -> images.merge(count, 1, Integer::sum));
        return images;
    }

    private List<Upload> counted() throws IOException, VaultException {
        return read().stream().filter(upload -> upload.contribution() != null).toList();
    }

    /** Binary, since a set may have millions. */
    private void writeImages(List<String> digests) throws IOException, VaultException {
        String name = fileName(digests);
        byte[] plain = HexFormat.of().parseHex(String.join("", digests));
        PrivateFiles.write(bench.folder().dpm().resolve(name), bench.vault().seal(plain, name));
    }

    private List<String> readImages(Upload upload) throws IOException, VaultException {
        if (upload.images().isEmpty()) {
            return List.of();
        }
        byte[] sealed = Files.readAllBytes(bench.folder().dpm().resolve(upload.images()));
        byte[] plain = bench.vault().unseal(sealed, upload.images());
        List<String> digests = new ArrayList<>();
        for (int from = 0; from < plain.length; from += DIGEST_BYTES) {
            digests.add(HexFormat.of().formatHex(plain, from, from + DIGEST_BYTES));
        }
        return digests;
    }

    private static String fileName(List<String> digests) {
        String all = Digests.sha256(String.join("", digests).getBytes(StandardCharsets.US_ASCII));
        return "images-" + all.substring(0, 32) + ".sealed";
    }

    private List<Upload> read() throws IOException, VaultException {
        if (!Files.exists(bench.folder().exposure())) {
            return new ArrayList<>();
        }
        byte[] plain = bench.vault().unseal(Files.readAllBytes(bench.folder().exposure()), CONTEXT);
        try {
            return new ArrayList<>(ProtocolJson.read(plain, Ledger.class).uploads());
        } catch (InvalidJsonException e) {
            throw new IOException(
                    bench.folder().exposure() + " is damaged (" + e.getMessage() + "). Restore it from a backup.", e);
        }
    }

    private void write(List<Upload> uploads) throws IOException, VaultException {
        byte[] plain = ProtocolJson.write(new Ledger(uploads));
        PrivateFiles.write(bench.folder().exposure(), bench.vault().seal(plain, CONTEXT));
    }
}
