create table leakage_report (
    id               uuid primary key,
    collaboration_id uuid        not null references collaboration (id),
    entity_id        uuid        not null references collaborating_entity (id),
    entity_name      text        not null,
    digest           text        not null check (digest ~ '^[0-9a-f]{64}$'),
    report           text        not null, -- the signed payload, as it was sent
    report_jws       text        not null,
    created_at       timestamptz not null,
    unique (collaboration_id, entity_id, digest)
);

create trigger leakage_report_frozen before update or delete on leakage_report
    for each row execute function refuse_change();
