package io.veilpool.demo;

import io.veilpool.model.protocol.ChangeState;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.CollaborationView;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.InvitationView;
import io.veilpool.model.protocol.InviteEntity;
import io.veilpool.model.protocol.MemberView;
import io.veilpool.model.protocol.OpenCollaboration;
import io.veilpool.model.protocol.PoolSnapshotView;
import io.veilpool.model.protocol.RefinementView;
import io.veilpool.model.protocol.ReleaseKind;
import io.veilpool.model.protocol.ReleaseView;
import io.veilpool.model.protocol.ReportView;
import io.veilpool.model.protocol.RequestWithdrawal;
import io.veilpool.model.protocol.WithdrawalState;
import io.veilpool.model.protocol.WithdrawalView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The administrator's part of a collaboration. Every step looks first whether it was done already, so that an
 * interrupted run goes on.
 */
final class Administration {
    private static final String NAME = "Demonstration";
    private static final int INVITATION_HOURS = 24;

    private final AdminClient client;
    private final DemoFolder folder;
    private final UUID collaboration;

    private Administration(AdminClient client, DemoFolder folder, UUID collaboration) {
        this.client = client;
        this.folder = folder;
        this.collaboration = collaboration;
    }

    /** Opens the collaboration, or finds the one that was opened before. */
    static Administration open(AdminClient client, DemoFolder folder, Charter charter)
            throws DemoFailure, InterruptedException {
        Optional<CollaborationView> known = client.list("collaborations", CollaborationView.class).stream()
                .filter(view -> view.name().equals(NAME))
                .findFirst();
        CollaborationView view = known.isPresent()
                ? known.get()
                : client.create(
                        "collaborations",
                        new OpenCollaboration(NAME, charter),
                        "open-collaboration",
                        CollaborationView.class);
        Administration administration = new Administration(client, folder, view.id());
        if (view.state() == CollaborationState.DRAFT) {
            administration.move(CollaborationState.OPEN);
        }
        return administration;
    }

    UUID collaboration() {
        return collaboration;
    }

    private String path(String rest) {
        return "collaborations/" + collaboration + rest;
    }

    private CollaborationView view() throws DemoFailure, InterruptedException {
        return client.get(path(""), CollaborationView.class);
    }

    private void move(CollaborationState state) throws DemoFailure, InterruptedException {
        client.change(path("/state"), path(""), new ChangeState(state));
    }

    Charter charter() throws DemoFailure, InterruptedException {
        return view().charter().charter();
    }

    /** Names of the entities that have enrolled. */
    Set<String> enrolled() throws DemoFailure, InterruptedException {
        return view().members().stream().map(MemberView::name).collect(Collectors.toSet());
    }

    /** A file with an invitation code for {@code entity}, readable by the owner alone. */
    Path invite(String entity) throws DemoFailure, InterruptedException, IOException {
        Path file = folder.secret(entity + ".invitation");
        List<InvitationView> pending = client.list(path("/invitations"), InvitationView.class).stream()
                .filter(invitation -> invitation.entityName().equals(entity)
                        && invitation.state().equals("PENDING"))
                .toList();
        if (Files.exists(file) && !pending.isEmpty()) {
            return file;
        }
        for (InvitationView lost : pending) { // made by an attempt that died before it kept the code
            client.delete(path("/invitations/" + lost.id()));
        }
        InvitationView invitation = client.create(
                path("/invitations"),
                new InviteEntity(entity, INVITATION_HOURS),
                "invite-" + entity + "-" + UUID.randomUUID(),
                InvitationView.class);
        String code = invitation.code();
        if (code == null) {
            throw new DemoFailure("The coordinator gave no invitation code for " + entity + ".");
        }
        DemoFolder.writePrivately(file, code);
        return file;
    }

    /** The published network, once it is there. */
    Optional<ReleaseView> network() throws DemoFailure, InterruptedException {
        return releases(ReleaseKind.NETWORK);
    }

    /** The decider that the coordinator trained on pooled rows alone, once it is there. */
    Optional<ReleaseView> poolDecider() throws DemoFailure, InterruptedException {
        return releases(ReleaseKind.POOL_DECIDER);
    }

    private Optional<ReleaseView> releases(ReleaseKind kind) throws DemoFailure, InterruptedException {
        return client.list(path("/releases?kind=" + kind), ReleaseView.class).stream()
                .filter(release -> release.state().equals("PUBLISHED"))
                .findFirst();
    }

    /** Lets contributions in. */
    void share() throws DemoFailure, InterruptedException {
        if (view().state() == CollaborationState.OPEN) {
            move(CollaborationState.SHARING);
        }
    }

    List<ContributionView> contributions() throws DemoFailure, InterruptedException {
        return client.list(path("/contributions"), ContributionView.class);
    }

    List<ReportView> reports() throws DemoFailure, InterruptedException {
        return client.list(path("/leakage-reports"), ReportView.class);
    }

    List<RefinementView> refinements() throws DemoFailure, InterruptedException {
        return client.list(path("/refinements"), RefinementView.class);
    }

    /** What an entity handed in last. */
    Optional<ContributionView> contribution(String entity) throws DemoFailure, InterruptedException {
        return contributions().stream()
                .filter(contribution -> contribution.entity().equals(entity))
                .max(Comparator.comparing(ContributionView::createdAt));
    }

    /** Takes an entity's rows out of the pool. */
    void withdraw(String entity, String reason) throws DemoFailure, InterruptedException {
        client.create(
                path("/withdrawals"),
                new RequestWithdrawal(entity, List.of(), List.of(), reason),
                "withdraw-" + entity,
                WithdrawalView.class);
    }

    /** The withdrawal of an entity's rows, if it is certified. */
    Optional<WithdrawalView> certified(String entity) throws DemoFailure, InterruptedException {
        return client.list(path("/withdrawals"), WithdrawalView.class).stream()
                .filter(withdrawal ->
                        withdrawal.entity().equals(entity) && withdrawal.state() == WithdrawalState.COMPLETED)
                .findFirst();
    }

    /** The snapshot of the pool that all refine with, if it was built; a withdrawal makes another. */
    Optional<PoolSnapshotView> snapshot() throws DemoFailure, InterruptedException {
        return client.list(path("/snapshots"), PoolSnapshotView.class).stream()
                .min(Comparator.comparingInt(PoolSnapshotView::number));
    }

    /** Builds the snapshot of all accepted contributions. */
    PoolSnapshotView buildSnapshot() throws DemoFailure, InterruptedException {
        return client.create(path("/snapshots"), new Empty(), "snapshot-1", PoolSnapshotView.class);
    }

    /** Fetches everything that was signed. */
    void fetchEvidence(Path file) throws DemoFailure, IOException, InterruptedException {
        client.download(path("/evidence"), file);
    }

    /** A request without content. */
    private record Empty() {}
}
