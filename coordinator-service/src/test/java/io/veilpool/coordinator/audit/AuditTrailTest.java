package io.veilpool.coordinator.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.coordinator.security.Audited;
import io.veilpool.coordinator.testing.CoordinatorTest;
import io.veilpool.coordinator.testing.Parties;
import io.veilpool.coordinator.testing.Parties.Party;
import io.veilpool.coordinator.testing.Rest;
import io.veilpool.model.protocol.InviteEntity;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.IllegalTransactionStateException;

@CoordinatorTest
class AuditTrailTest {
    @Autowired
    Rest rest;

    @Autowired
    Parties parties;

    @Autowired
    JdbcClient database;

    @Autowired
    ApplicationEventPublisher events;

    @Test
    void everyChangeHasItsEntryWithWhoDidIt() {
        Party e1 = parties.open("e1").getFirst();
        String path = "/api/v1/collaborations/" + e1.collaboration();
        rest.delete(path + "/members/" + e1.id(), parties.admin());
        Rest.Answer trail = rest.get(path + "/audit", parties.admin());
        List<String> actions = StreamSupport.stream(trail.json().get("items").spliterator(), false)
                .map(entry -> entry.get("action").asString())
                .toList();
        assertThat(actions)
                .containsExactly(
                        "collaboration-opened",
                        "collaboration-open",
                        "entity-invited",
                        "entity-enrolled",
                        "invitation-used",
                        "entity-revoked");
        assertThat(trail.json().at("/items/0/actor").asString()).isEqualTo("person admin");
        assertThat(trail.json().at("/items/5/subject").asString()).contains("e1");
    }

    @Test
    void entriesAreNeitherChangedNorRemoved() {
        parties.collaboration();
        for (String sql : List.of(
                "update trail_entry set content = ''",
                "delete from trail_entry",
                "truncate trail_entry",
                "update trail_subtree set hash = ''",
                "delete from trail_subtree",
                "truncate trail_subtree",
                "delete from trail_head",
                "truncate trail_head",
                "update trail_head set size = size - 1",
                "update trail_head set trail = gen_random_uuid()")) {
            assertThatThrownBy(() -> database.sql(sql).update())
                    .isInstanceOf(DataAccessException.class)
                    .hasMessageContaining("never changed or removed");
        }
    }

    @Test
    void withoutATransactionThereIsNoEntryAndTheChangeFails() {
        assertThatThrownBy(() -> events.publishEvent(new Audited("nothing", "nothing", null, Map.of())))
                .isInstanceOf(IllegalTransactionStateException.class);
    }

    @Test
    void withoutAnEntryThereIsNoChange() {
        UUID collaboration = parties.collaboration();
        String path = "/api/v1/collaborations/" + collaboration + "/invitations";
        database.sql("create function no_entries() returns trigger language plpgsql as"
                        + " $$ begin raise exception 'no entries today'; end $$")
                .update();
        database.sql("create trigger no_entries before insert on trail_entry for each row"
                        + " when (new.collaboration_id = '" + collaboration + "') execute function no_entries()")
                .update();
        try {
            Rest.Answer failed = rest.post(path, parties.admin(), new InviteEntity("e1", 1));
            assertThat(failed.status()).isEqualTo(500);
            assertThat(failed.problem()).isEqualTo("internal-error");
            assertThat(failed.body()).doesNotContain("no entries today");
            assertThat(rest.get(path, parties.admin()).json().get("total").asInt())
                    .isZero();
        } finally {
            database.sql("drop trigger no_entries on trail_entry").update();
            database.sql("drop function no_entries").update();
        }
    }

    @Test
    void theWholeTrailPages() {
        parties.collaboration();
        parties.collaboration();
        Rest.Answer first = rest.get("/api/v1/audit?size=1&page=0", parties.admin());
        Rest.Answer second = rest.get("/api/v1/audit?size=1&page=1", parties.admin());
        assertThat(first.json().get("items").size()).isEqualTo(1);
        assertThat(second.json().at("/items/0/number").asLong())
                .isGreaterThan(first.json().at("/items/0/number").asLong());
    }
}
