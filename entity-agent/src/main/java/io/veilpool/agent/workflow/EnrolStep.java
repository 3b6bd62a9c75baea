package io.veilpool.agent.workflow;

import io.veilpool.agent.client.CoordinatorClient;
import io.veilpool.agent.client.CoordinatorRefusedException;
import io.veilpool.agent.client.UnreachableException;
import io.veilpool.agent.identity.Enrolment;
import io.veilpool.agent.protection.ProtectionMethods;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.CharterView;
import io.veilpool.model.protocol.CollaborationView;
import io.veilpool.model.protocol.EnrolEntity;
import io.veilpool.model.protocol.EnrolmentView;
import io.veilpool.model.protocol.PoisoningProfile;
import io.veilpool.model.protocol.ProfileFigures;
import java.io.IOException;
import java.util.Optional;

/** Joins a collaboration with a one-time invitation, or accepts a new version of its charter. */
public final class EnrolStep {
    private EnrolStep() {}

    /** Sends the code and the public key, once; an enrolment that is there already is kept. */
    public static EnrolmentView enrol(Workbench bench, String invitationCode)
            throws IOException, VaultException, UnreachableException, CoordinatorRefusedException {
        Optional<EnrolmentView> existing = Enrolment.read(bench.folder().identity());
        if (existing.isPresent()) {
            bench.console().say("Enrolled already as " + existing.get().entityName());
            return existing.get();
        }
        try (CoordinatorClient client = CoordinatorClient.anonymous(
                bench.settings().coordinator(), bench.settings().network(), bench.clock())) {
            EnrolmentView enrolment =
                    client.enrol(new EnrolEntity(invitationCode, bench.key().publicJwk()));
            Enrolment.write(bench.folder().identity(), enrolment);
            bench.console().label(enrolment.entityName());
            bench.console()
                    .say("Enrolled as %s; the charter's version %d is accepted; key fingerprint %s"
                            .formatted(
                                    enrolment.entityName(),
                                    enrolment.charter().version(),
                                    bench.key().thumbprint()));
            sayProfile(bench, enrolment.charter());
            return enrolment;
        }
    }

    /** Accepts the charter's current version, which must be the one that somebody has read. */
    public static EnrolmentView accept(Workbench bench, int version)
            throws IOException, VaultException, UnreachableException, CoordinatorRefusedException,
                    StepNotPossibleException {
        EnrolmentView enrolment = bench.enrolment();
        CollaborationView collaboration = bench.client().collaboration(enrolment.collaborationId());
        if (collaboration.charter().version() != version) {
            throw new StepNotPossibleException("The charter's current version is "
                    + collaboration.charter().version() + ", not " + version + ". Read that one and name it.");
        }
        bench.client().acceptCharter(enrolment.collaborationId(), version);
        EnrolmentView accepted = new EnrolmentView(
                enrolment.entityId(),
                enrolment.entityName(),
                enrolment.collaborationId(),
                enrolment.clientId(),
                enrolment.tokenEndpoint(),
                collaboration.charter());
        Enrolment.write(bench.folder().identity(), accepted);
        sayProfile(bench, collaboration.charter());
        return accepted;
    }

    private static void sayProfile(Workbench bench, CharterView charter) {
        String method = charter.charter().method();
        if (!method.equals(Charter.DEEP_POISONING)) {
            bench.console()
                    .say("The charter's method is " + method
                            + (ProtectionMethods.named(method).isPresent()
                                    ? ""
                                    : ", which this agent does not have: it has "
                                            + String.join(", ", ProtectionMethods.names())));
            return;
        }
        PoisoningProfile profile = charter.charter().profile();
        bench.console()
                .say(ProfileFigures.of(profile)
                        .map(ProfileFigures::inWords)
                        .orElse(
                                "The charter mixes %d images into a row; of this profile nothing was measured beforehand"
                                        .formatted(profile.imagesPerRow())));
    }
}
