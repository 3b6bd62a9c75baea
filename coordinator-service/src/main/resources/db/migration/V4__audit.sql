-- The trail: rows are added, never changed or removed, whoever is connected.
create table audit_entry (
    sequence bigint generated always as identity primary key,
    at timestamptz not null,
    actor text not null,
    action text not null,
    subject text not null,
    collaboration_id uuid,
    details text not null,
    request_id text
);
create index audit_entry_collaboration on audit_entry (collaboration_id, sequence);
create trigger keep_audit_entry before update or delete on audit_entry
    for each row execute function refuse_change();
create trigger keep_audit_entries before truncate on audit_entry
    for each statement execute function refuse_change();
