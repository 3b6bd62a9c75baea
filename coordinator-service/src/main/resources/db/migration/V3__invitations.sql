-- Invitations: one-time codes, kept as SHA-256.
create table invitation (
    id uuid primary key,
    collaboration_id uuid not null references collaboration (id),
    entity_name text not null,
    code_hash text not null unique check (code_hash ~ '^[0-9a-f]{64}$'),
    state text not null check (state in ('PENDING', 'USED', 'REVOKED')),
    created_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > created_at),
    used_by uuid references collaborating_entity (id),
    version bigint not null,
    check ((state = 'USED') = (used_by is not null))
);
create index invitation_collaboration on invitation (collaboration_id, created_at);

create function guard_invitation() returns trigger language plpgsql as $$
begin
    if old.state <> 'PENDING' then
        raise exception 'an invitation that is % stays so', old.state using errcode = 'check_violation';
    end if;
    if new.code_hash <> old.code_hash or new.entity_name <> old.entity_name
            or new.collaboration_id <> old.collaboration_id or new.expires_at <> old.expires_at then
        raise exception 'an invitation changes nothing but its state' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger guard_invitation before update on invitation for each row execute function guard_invitation();
