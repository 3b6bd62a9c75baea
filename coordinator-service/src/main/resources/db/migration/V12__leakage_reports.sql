create table leakage_report (
    id               uuid primary key,
    collaboration_id uuid        not null,
    entity_id        uuid        not null,
    entity_name      text        not null,
    digest           text        not null check (digest ~ '^[0-9a-f]{64}$'),
    report           text        not null, -- the signed payload, as it was sent
    report_jws       text        not null,
    created_at       timestamptz not null,
    unique (collaboration_id, entity_id, digest)
);

create function forbid_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name;
end $$;

create trigger leakage_report_frozen before update or delete on leakage_report
    for each row execute function forbid_change();
