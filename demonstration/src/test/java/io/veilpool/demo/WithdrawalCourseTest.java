package io.veilpool.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.demo.result.Result;
import io.veilpool.model.protocol.WithdrawalCertificate;
import io.veilpool.model.protocol.WithdrawalCertificate.Accuracy;
import io.veilpool.model.protocol.WithdrawalCertificate.Holder;
import io.veilpool.model.protocol.WithdrawalCertificate.SnapshotMark;
import io.veilpool.model.protocol.WithdrawalCertificate.Successor;
import io.veilpool.model.protocol.WithdrawalCertificate.WithdrawnContribution;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WithdrawalCourseTest {
    private static final UUID ID = UUID.fromString("5d0f3c7e-6f0a-4f1c-9a55-3f4b7a7e9d10");
    private static final Instant THEN = Instant.parse("2026-11-26T20:00:00Z");

    @Test
    void namesEveryOtherHolderOnceAndAddsUpTheRows() {
        Result.Withdrawal facts = WithdrawalCourse.facts(
                certificate(new Successor(new SnapshotMark(ID, 2, "b"), 4_050, "c")), "withdrawal.jws");

        assertThat(facts)
                .isEqualTo(new Result.Withdrawal(
                        "e4",
                        "why",
                        2,
                        130,
                        List.of(1),
                        1,
                        new Result.Successor(2, 4_050),
                        List.of("e1", "e3"),
                        List.of("Backups."),
                        "withdrawal.jws"));
    }

    @Test
    void hasNoSuccessorWhereNothingElseWasInThePool() {
        assertThat(WithdrawalCourse.facts(certificate(null), "withdrawal.jws").successor())
                .isNull();
    }

    private static WithdrawalCertificate certificate(@Nullable Successor successor) {
        return new WithdrawalCertificate(
                WithdrawalCertificate.FORMAT_VERSION,
                ID,
                ID,
                "e4",
                "agent e4",
                "why",
                THEN,
                THEN,
                List.of(
                        new WithdrawnContribution(ID, "a", "b", 1, 100, List.of()),
                        new WithdrawnContribution(ID, "c", "d", 2, 30, List.of())),
                List.of(new SnapshotMark(ID, 1, "a")),
                List.of("d"),
                successor,
                new Accuracy(null, null, 0, "", "Not measured."),
                List.of(
                        new Holder("e3", 1, THEN),
                        new Holder("e4", 1, THEN),
                        new Holder("e1", 1, THEN),
                        new Holder("e3", 1, THEN)),
                List.of("Backups."));
    }
}
