package io.veilpool.coordinator.collaboration;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.coordinator.security.Audited;
import io.veilpool.coordinator.security.CallerRole;
import io.veilpool.coordinator.security.PersonCredentials;
import io.veilpool.coordinator.settings.ApiRole;
import io.veilpool.coordinator.settings.CoordinatorSettings;
import io.veilpool.coordinator.web.Paging;
import io.veilpool.model.protocol.AuditorView;
import io.veilpool.model.protocol.GrantAccess;
import io.veilpool.model.protocol.Page;
import io.veilpool.model.protocol.ProblemType;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.domain.Sort;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Grants and withdraws auditors' access to collaborations, in whatever state these are. Both count from the next request on. */
@Service
@ApiRole
@Transactional
class AuditorService {
    private static final int MOST_CHARACTERS = 200;

    private final Collaborations collaborations;
    private final Auditors auditors;
    private final PersonCredentials people;
    private final CoordinatorSettings settings;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    AuditorService(
            Collaborations collaborations,
            Auditors auditors,
            PersonCredentials people,
            CoordinatorSettings settings,
            ApplicationEventPublisher events,
            Clock clock) {
        this.collaborations = collaborations;
        this.auditors = auditors;
        this.people = people;
        this.settings = settings;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Grants access; whoever has it already keeps what there is.
     *
     * @throws RefusedException INVALID_REQUEST for what is no name, NOT_FOUND if no active account of an auditor has it
     */
    AuditorView grant(UUID collaboration, GrantAccess request) {
        String person = request.auditor();
        requireAuditor(person);
        lock(collaboration);
        Optional<Auditor> known = auditors.findByCollaborationAndPersonAndWithdrawnAtIsNull(collaboration, person);
        if (known.isPresent()) {
            return known.get().view();
        }
        AuditorView granted = auditors.saveAndFlush(
                        new Auditor(collaboration, person, clock.instant().truncatedTo(ChronoUnit.MICROS)))
                .view();
        audit("access-granted", collaboration, granted);
        return granted;
    }

    /** @throws RefusedException NOT_FOUND if it was never granted, WRONG_STATE if it was withdrawn before */
    void withdraw(UUID collaboration, UUID id) {
        lock(collaboration);
        Auditor found = auditors.findByIdAndCollaboration(id, collaboration)
                .orElseThrow(() -> new RefusedException(
                        ProblemType.NOT_FOUND, "The collaboration has granted nobody access with the id " + id + "."));
        found.withdraw(clock.instant().truncatedTo(ChronoUnit.MICROS));
        auditors.saveAndFlush(found);
        audit("access-withdrawn", collaboration, found.view());
    }

    /** All that were ever granted, the first one first. */
    @Transactional(readOnly = true)
    Page<AuditorView> list(UUID collaboration, Paging paging) {
        return Paging.of(
                auditors.findByCollaboration(collaboration, paging.sorted(Sort.by("grantedAt", "id"))), Auditor::view);
    }

    private void requireAuditor(String person) {
        if (person.isBlank()
                || person.length() > MOST_CHARACTERS
                || person.chars().anyMatch(Character::isISOControl)) {
            throw new RefusedException(
                    ProblemType.INVALID_REQUEST,
                    "auditor must have 1 to %d characters and none that cannot be seen, had %d."
                            .formatted(MOST_CHARACTERS, person.length()),
                    Map.of("length", person.length()));
        }
        if (settings.externalIssuer()) {
            return; // who its auditors are, that issuer knows
        }
        if (people.activeRole(person).filter(CallerRole.AUDITOR::equals).isEmpty()) {
            throw new RefusedException(
                    ProblemType.NOT_FOUND,
                    "There is no account " + person
                            + " with the role AUDITOR. Make it first, by POST /api/v1/accounts.");
        }
    }

    private void lock(UUID collaboration) {
        if (collaborations.findForChange(collaboration).isEmpty()) {
            throw new RefusedException(ProblemType.NOT_FOUND, "There is no collaboration " + collaboration + ".");
        }
    }

    private void audit(String action, UUID collaboration, AuditorView auditor) {
        events.publishEvent(
                new Audited(action, "auditor " + auditor.id(), collaboration, Map.of("auditor", auditor.auditor())));
    }
}
