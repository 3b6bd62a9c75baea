-- How the coordinator judged a report when it took it, as its receipt says: lists are filtered by it.
alter table leakage_report
    add column verdict text not null default 'INSUFFICIENT_EVIDENCE'
        check (verdict in ('PASS', 'FAIL', 'INSUFFICIENT_EVIDENCE'));
alter table leakage_report alter column verdict drop default;
