package io.veilpool.coordinator.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.coordinator.security.Audited;
import io.veilpool.coordinator.testing.CoordinatorTest;
import io.veilpool.coordinator.testing.Parties;
import io.veilpool.coordinator.testing.Parties.Party;
import io.veilpool.coordinator.testing.Rest;
import io.veilpool.model.protocol.AcceptCharter;
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
import tools.jackson.databind.JsonNode;

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
    void filtersNarrowTheListTogether() {
        Party e1 = parties.open("e1").getFirst();
        String path = "/api/v1/collaborations/" + e1.collaboration();
        rest.post(
                path + "/charter-acceptances",
                parties.token(e1),
                new AcceptCharter(1)); // changes nothing, has no entry
        rest.get(path + "/invitations", parties.token(e1)); // refused
        JsonNode all = rest.get(path + "/audit", parties.admin()).json().get("items");
        assertThat(all.size()).isEqualTo(6);
        long third = all.get(2).get("number").asLong();

        assertThat(actions(path, "action=entity-invited")).containsExactly("entity-invited");
        assertThat(actions(path, "actor=person%20admin"))
                .containsExactly("collaboration-opened", "collaboration-open", "entity-invited");
        assertThat(actions(path, "actor=entity%20e1")).containsExactly("request-refused");
        assertThat(actions(path, "actor=entity%20e1%20" + e1.id())).containsExactly("request-refused");
        assertThat(actions(path, "actor=entity%20e")).as("another name").isEmpty();
        assertThat(actions(path, "from=" + third)).hasSize(4);
        assertThat(actions(path, "to=" + third)).hasSize(3);
        assertThat(actions(path, "from=" + third + "&to=" + third)).containsExactly("entity-invited");
        assertThat(actions(path, "from=" + third + "&actor=person%20admin")).containsExactly("entity-invited");
        String at = all.get(2).get("at").asString();
        assertThat(actions(path, "since=" + at)).hasSizeBetween(4, 6);
        assertThat(actions(path, "until=" + at)).doesNotContain("entity-invited", "request-refused");
        assertThat(actions(path, "since=9998-01-01T00:00:00Z")).isEmpty();

        Rest.Answer page = rest.get(path + "/audit?actor=person%20admin&size=1&page=2", parties.admin());
        assertThat(page.json().get("total").asInt()).isEqualTo(3);
        assertThat(page.json().at("/items/0/action").asString()).isEqualTo("entity-invited");
        assertThat(rest.get("/api/v1/audit?from=" + third + "&to=" + third, parties.admin())
                        .json()
                        .at("/items/0/subject")
                        .asString())
                .isEqualTo(all.get(2).get("subject").asString());
    }

    private List<String> actions(String path, String query) {
        Rest.Answer list = rest.get(path + "/audit?" + query, parties.admin());
        assertThat(list.status()).as(list.body()).isEqualTo(200);
        return StreamSupport.stream(list.json().get("items").spliterator(), false)
                .map(entry -> entry.get("action").asString())
                .toList();
    }

    @Test
    void saysWhatAFilterMustBe() {
        String path = "/api/v1/collaborations/" + parties.collaboration() + "/audit?";
        for (String query : List.of(
                "action=",
                "action=Entity-Invited",
                "action=" + "a".repeat(64),
                "actor=admin",
                "actor=person%20",
                "actor=person%20a%0Ab",
                "since=yesterday",
                "until=2026-11-26",
                "since=2026-11-27T00:00:00Z&until=2026-11-26T00:00:00Z",
                "from=0",
                "from=first",
                "to=-1",
                "to=9999999999999999999",
                "from=3&to=2")) {
            for (String list : List.of(path, "/api/v1/audit?")) {
                Rest.Answer refused = rest.get(list + query, parties.admin());
                String parameter = query.substring(0, query.indexOf('='));
                assertThat(refused.status()).as(query).isEqualTo(400);
                assertThat(refused.problem()).isEqualTo("invalid-request");
                assertThat(refused.detail()).startsWith(parameter + " must be ");
                assertThat(refused.json().at("/facts/parameter").asString()).isEqualTo(parameter);
            }
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
