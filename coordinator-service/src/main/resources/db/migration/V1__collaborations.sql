-- Collaborations, the versions of their charters, and their members.
create table collaboration (
    id uuid primary key,
    name text not null check (length(name) between 1 and 100),
    state text not null check (state in ('DRAFT', 'OPEN', 'SHARING', 'CLOSED')),
    charter_version integer not null check (charter_version >= 1),
    changes bigint not null,
    version bigint not null,
    created_at timestamptz not null
);
create unique index collaboration_name on collaboration (name);

create table charter_version (
    id uuid primary key,
    collaboration_id uuid not null references collaboration (id),
    number integer not null check (number >= 1),
    charter text not null,
    created_at timestamptz not null,
    unique (collaboration_id, number)
);

create table collaborating_entity (
    id uuid primary key,
    collaboration_id uuid not null references collaboration (id),
    name text not null check (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$'),
    public_key text not null,
    key_fingerprint text not null,
    active boolean not null,
    accepted_charter integer not null check (accepted_charter >= 1),
    enrolled_at timestamptz not null,
    revoked_at timestamptz,
    version bigint not null,
    check (active = (revoked_at is null))
);
create unique index collaborating_entity_name on collaborating_entity (collaboration_id, name) where active;
create unique index collaborating_entity_key on collaborating_entity (key_fingerprint);

-- States go forward only, one step at a time, whoever writes.
create function guard_collaboration() returns trigger language plpgsql as $$
begin
    if new.state <> old.state and (old.state, new.state) not in
            (('DRAFT', 'OPEN'), ('OPEN', 'SHARING'), ('SHARING', 'CLOSED')) then
        raise exception 'a collaboration does not go from % to %', old.state, new.state using errcode = 'check_violation';
    end if;
    if old.state = 'CLOSED' and new.charter_version <> old.charter_version then
        raise exception 'the charter of a closed collaboration does not change' using errcode = 'check_violation';
    end if;
    if new.charter_version not in (old.charter_version, old.charter_version + 1) then
        raise exception 'charter versions are counted one by one' using errcode = 'check_violation';
    end if;
    if new.id <> old.id or new.created_at <> old.created_at then
        raise exception 'a collaboration keeps its id' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger guard_collaboration before update on collaboration for each row execute function guard_collaboration();

-- An entity keeps its key and its collaboration; who is revoked stays revoked and enrols anew.
create function guard_collaborating_entity() returns trigger language plpgsql as $$
begin
    if new.id <> old.id or new.collaboration_id <> old.collaboration_id or new.name <> old.name
            or new.public_key <> old.public_key or new.key_fingerprint <> old.key_fingerprint then
        raise exception 'an entity keeps its name, key and collaboration' using errcode = 'check_violation';
    end if;
    if new.active and not old.active then
        raise exception 'a revoked entity stays revoked' using errcode = 'check_violation';
    end if;
    if new.accepted_charter < old.accepted_charter then
        raise exception 'an accepted charter version does not go back' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger guard_collaborating_entity before update on collaborating_entity
    for each row execute function guard_collaborating_entity();

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are never changed or removed', tg_table_name using errcode = 'check_violation';
end $$;
create trigger keep_charter_version before update or delete on charter_version
    for each row execute function refuse_change();
create trigger keep_charter_versions before truncate on charter_version
    for each statement execute function refuse_change();
create trigger keep_collaboration before delete on collaboration for each row execute function refuse_change();
create trigger keep_collaborating_entity before delete on collaborating_entity
    for each row execute function refuse_change();
