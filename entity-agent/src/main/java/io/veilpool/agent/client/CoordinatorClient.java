package io.veilpool.agent.client;

import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.AcceptCharter;
import io.veilpool.model.protocol.CollaborationView;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.DeclareContribution;
import io.veilpool.model.protocol.Download;
import io.veilpool.model.protocol.EnrolEntity;
import io.veilpool.model.protocol.EnrolmentView;
import io.veilpool.model.protocol.PoolSnapshotView;
import io.veilpool.model.protocol.PublishRelease;
import io.veilpool.model.protocol.RefinementReport;
import io.veilpool.model.protocol.RefinementView;
import io.veilpool.model.protocol.ReleaseKind;
import io.veilpool.model.protocol.ReleaseView;
import io.veilpool.model.protocol.ReportView;
import io.veilpool.model.protocol.RequestWithdrawal;
import io.veilpool.model.protocol.RerunView;
import io.veilpool.model.protocol.SignedCheckpoint;
import io.veilpool.model.protocol.SubmitReport;
import io.veilpool.model.protocol.TrailProof;
import io.veilpool.model.protocol.UploadView;
import io.veilpool.model.protocol.WithdrawalView;
import io.veilpool.model.signing.SigningKey;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The coordinator's REST interface as an agent uses it. Every call may be repeated; what creates carries an idempotency key. */
public final class CoordinatorClient implements AutoCloseable {
    private static final int PAGE_SIZE = 200;

    private final URI coordinator;
    private final Outbound outbound;
    private final @Nullable AccessTokens tokens;

    private CoordinatorClient(URI coordinator, Outbound outbound, @Nullable AccessTokens tokens) {
        this.coordinator = coordinator;
        this.outbound = outbound;
        this.tokens = tokens;
    }

    /** A client that can enrol and look at the coordinator's health, no more. */
    public static CoordinatorClient anonymous(URI coordinator, NetworkSettings settings, Clock clock) {
        return new CoordinatorClient(coordinator, new Outbound(settings, clock), null);
    }

    /** A client with the credentials of an enrolment. */
    public static CoordinatorClient enrolled(
            URI coordinator, NetworkSettings settings, EnrolmentView enrolment, SigningKey key, Clock clock) {
        Outbound outbound = new Outbound(settings, clock);
        AccessTokens.Credentials credentials = new AccessTokens.Credentials(
                enrolment.clientId(), URI.create(enrolment.tokenEndpoint()), enrolment.tokenEndpoint(), key);
        return new CoordinatorClient(coordinator, outbound, new AccessTokens(outbound, credentials, clock));
    }

    public EnrolmentView enrol(EnrolEntity request) throws UnreachableException, CoordinatorRefusedException {
        return post("/api/v1/enrolments", request, EnrolmentView.class, "The enrolment");
    }

    public CollaborationView collaboration(UUID id) throws UnreachableException, CoordinatorRefusedException {
        return get(of(id, ""), CollaborationView.class, "The collaboration");
    }

    public void acceptCharter(UUID id, int version) throws UnreachableException, CoordinatorRefusedException {
        exchange("POST", of(id, "/charter-acceptances"), new AcceptCharter(version), "Accepting the charter");
    }

    public ReleaseView publish(UUID id, PublishRelease request)
            throws UnreachableException, CoordinatorRefusedException {
        return post(of(id, "/releases"), request, ReleaseView.class, "The release");
    }

    public List<ReleaseView> releases(UUID id, ReleaseKind kind)
            throws UnreachableException, CoordinatorRefusedException {
        return all(of(id, "/releases?kind=" + kind + "&"), Pages.Releases.class, "The list of releases");
    }

    public UploadView releaseUpload(UUID id, UUID release) throws UnreachableException, CoordinatorRefusedException {
        return get(of(id, "/releases/" + release + "/upload"), UploadView.class, "The release's upload");
    }

    public ReleaseView completeRelease(UUID id, UUID release) throws UnreachableException, CoordinatorRefusedException {
        return post(of(id, "/releases/" + release + "/completion"), null, ReleaseView.class, "Completing the release");
    }

    public Download releaseDownload(UUID id, UUID release) throws UnreachableException, CoordinatorRefusedException {
        return get(of(id, "/releases/" + release + "/download"), Download.class, "The release's download");
    }

    public ReportView submit(UUID id, SubmitReport request) throws UnreachableException, CoordinatorRefusedException {
        return post(of(id, "/leakage-reports"), request, ReportView.class, "The leakage report");
    }

    public ContributionView declare(UUID id, DeclareContribution request)
            throws UnreachableException, CoordinatorRefusedException {
        return post(of(id, "/contributions"), request, ContributionView.class, "The contribution");
    }

    public ContributionView contribution(UUID id, UUID contribution)
            throws UnreachableException, CoordinatorRefusedException {
        return get(of(id, "/contributions/" + contribution), ContributionView.class, "The contribution");
    }

    public UploadView contributionUpload(UUID id, UUID contribution)
            throws UnreachableException, CoordinatorRefusedException {
        return get(of(id, "/contributions/" + contribution + "/upload"), UploadView.class, "The contribution's upload");
    }

    public ContributionView completeContribution(UUID id, UUID contribution)
            throws UnreachableException, CoordinatorRefusedException {
        return post(
                of(id, "/contributions/" + contribution + "/completion"),
                null,
                ContributionView.class,
                "Completing the contribution");
    }

    public List<ContributionView> contributions(UUID id) throws UnreachableException, CoordinatorRefusedException {
        return all(of(id, "/contributions?"), Pages.Contributions.class, "The list of contributions");
    }

    public WithdrawalView withdraw(UUID id, RequestWithdrawal request)
            throws UnreachableException, CoordinatorRefusedException {
        return post(of(id, "/withdrawals"), request, WithdrawalView.class, "The withdrawal");
    }

    public List<WithdrawalView> withdrawals(UUID id) throws UnreachableException, CoordinatorRefusedException {
        return all(of(id, "/withdrawals?"), Pages.Withdrawals.class, "The list of withdrawals");
    }

    public WithdrawalView withdrawal(UUID id, UUID withdrawal)
            throws UnreachableException, CoordinatorRefusedException {
        return get(of(id, "/withdrawals/" + withdrawal), WithdrawalView.class, "The withdrawal");
    }

    public List<RerunView> reruns(UUID id) throws UnreachableException, CoordinatorRefusedException {
        return all(of(id, "/reruns?"), Pages.Reruns.class, "The list of re-runs");
    }

    public RerunView answer(UUID id, UUID rerun, SubmitReport request)
            throws UnreachableException, CoordinatorRefusedException {
        return post(of(id, "/reruns/" + rerun + "/answer"), request, RerunView.class, "The repeated measurement");
    }

    public List<PoolSnapshotView> snapshots(UUID id) throws UnreachableException, CoordinatorRefusedException {
        return all(of(id, "/snapshots?"), Pages.Snapshots.class, "The list of snapshots");
    }

    public List<Download> snapshotDownloads(UUID id, UUID snapshot)
            throws UnreachableException, CoordinatorRefusedException {
        return List.of(
                get(of(id, "/snapshots/" + snapshot + "/downloads"), Download[].class, "The snapshot's downloads"));
    }

    public RefinementView report(UUID id, RefinementReport report)
            throws UnreachableException, CoordinatorRefusedException {
        return post(of(id, "/refinements"), report, RefinementView.class, "The refinement's report");
    }

    public SignedCheckpoint checkpoint() throws UnreachableException, CoordinatorRefusedException {
        return get("/api/v1/trail/checkpoint", SignedCheckpoint.class, "The trail's checkpoint");
    }

    /** What shows that the trail of {@code to} entries begins with that of {@code from}. */
    public TrailProof consistency(long from, long to) throws UnreachableException, CoordinatorRefusedException {
        return get("/api/v1/trail/consistency?from=" + from + "&to=" + to, TrailProof.class, "The trail's proof");
    }

    /** Public keys (JWK as JSON text) that the coordinator signs with, from its JWK set. */
    public List<String> coordinatorKeys() throws UnreachableException, CoordinatorRefusedException {
        return Problems.jwks(exchange("GET", "/oauth2/jwks", null, "The coordinator's keys"));
    }

    /** Whether the coordinator says that it is ready. */
    public boolean ready() throws UnreachableException {
        HttpRequest.Builder request = outbound.request(address("/actuator/health/readiness"));
        return outbound.send(() -> request.copy().GET().build(), HttpResponse.BodyHandlers.discarding())
                        .statusCode()
                == 200;
    }

    /** Uploads to and downloads from the object store over presigned addresses. */
    public ObjectTransfers transfers() {
        return new ObjectTransfers(outbound);
    }

    /** Seconds by which this machine's clock is ahead of the coordinator's; known after the first answer. */
    public OptionalLong clockAheadSeconds() {
        return outbound.clockAheadSeconds();
    }

    /** A sentence with both times if the clocks differ by more than a minute. */
    public Optional<String> clockWarning() {
        return outbound.clockWarning();
    }

    @Override
    public void close() {
        outbound.close();
    }

    private <T, P extends Pages<T>> List<T> all(String path, Class<P> type, String what)
            throws UnreachableException, CoordinatorRefusedException {
        List<T> items = new ArrayList<>();
        for (int page = 0; ; page++) {
            P part = get(path + "page=" + page + "&size=" + PAGE_SIZE, type, what);
            items.addAll(part.items());
            if (part.items().isEmpty() || items.size() >= part.total()) {
                return items;
            }
        }
    }

    private <T> T get(String path, Class<T> type, String what)
            throws UnreachableException, CoordinatorRefusedException {
        return read(exchange("GET", path, null, what), type, what);
    }

    private <T> T post(String path, @Nullable Object request, Class<T> type, String what)
            throws UnreachableException, CoordinatorRefusedException {
        return read(exchange("POST", path, request, what), type, what);
    }

    private byte[] exchange(String method, String path, @Nullable Object request, String what)
            throws UnreachableException, CoordinatorRefusedException {
        byte[] body = request == null ? new byte[0] : ProtocolJson.write(request);
        HttpResponse<byte[]> answer = once(method, path, body);
        if (answer.statusCode() == 401 && tokens != null) {
            tokens.refused();
            answer = once(method, path, body);
        }
        if (answer.statusCode() / 100 != 2) {
            CoordinatorRefusedException refusal = Problems.refusal(what, answer.statusCode(), answer.body());
            String clock = answer.statusCode() == 401
                    ? clockWarning().map(text -> " " + text).orElse("")
                    : "";
            throw new CoordinatorRefusedException(refusal.status(), refusal.type(), refusal.getMessage() + clock);
        }
        return answer.body();
    }

    private HttpResponse<byte[]> once(String method, String path, byte[] body)
            throws UnreachableException, CoordinatorRefusedException {
        HttpRequest.Builder request =
                outbound.request(address(path)).header("Accept", "application/json, application/problem+json");
        if (tokens != null) {
            request.header("Authorization", "Bearer " + tokens.current());
        }
        if (method.equals("GET")) {
            request.GET();
        } else {
            request.header("Content-Type", "application/json");
            request.header("Idempotency-Key", idempotencyKey(path, body));
            request.method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        }
        return outbound.send(() -> request.copy().build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** The same request has the same key, also after a restart, so that an answer that was lost can be had again. */
    private static String idempotencyKey(String path, byte[] body) {
        byte[] address = path.getBytes(StandardCharsets.UTF_8);
        return Digests.sha256((Digests.sha256(address) + Digests.sha256(body)).getBytes(StandardCharsets.US_ASCII));
    }

    private static <T> T read(byte[] body, Class<T> type, String what) throws CoordinatorRefusedException {
        try {
            return ProtocolJson.read(body, type);
        } catch (InvalidJsonException e) {
            throw new CoordinatorRefusedException(
                    200,
                    null,
                    what + ": the coordinator's answer is not what this version of the agent expects (" + e.getMessage()
                            + "). Agent and coordinator must be of the same version.");
        }
    }

    private static String of(UUID collaboration, String rest) {
        return "/api/v1/collaborations/" + collaboration + rest;
    }

    private URI address(String path) {
        String base = coordinator.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }
}
