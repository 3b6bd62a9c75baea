create table refinement_report (
    id               uuid primary key,
    collaboration_id uuid        not null references collaboration (id),
    entity_id        uuid        not null references collaborating_entity (id),
    entity_name      text        not null,
    snapshot_id      uuid        not null references pool_snapshot (id),
    report           text        not null,
    created_at       timestamptz not null
);

create index refinement_report_listed on refinement_report (collaboration_id, created_at);

create trigger refinement_report_frozen before update or delete on refinement_report
    for each row execute function refuse_change();
