-- Persons of an entity who release what it hands in. One who is revoked stays, for what was released before.
create table officer (
    id              uuid primary key,
    entity_id       uuid        not null references collaborating_entity (id),
    name            text        not null check (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$'),
    public_key      text        not null,
    key_fingerprint text        not null,
    registered_at   timestamptz not null,
    revoked_at      timestamptz,
    version         bigint      not null
);
create unique index officer_name on officer (entity_id, name) where revoked_at is null;
create unique index officer_key on officer (key_fingerprint);

create function guard_officer() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.revoked_at is not null
        or (new.id, new.entity_id, new.name, new.public_key, new.key_fingerprint, new.registered_at)
        is distinct from (old.id, old.entity_id, old.name, old.public_key, old.key_fingerprint, old.registered_at) then
        raise exception 'an officer is revoked once, and nothing else' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger officer_guard before update or delete on officer
    for each row execute function guard_officer();

alter table pool_contribution add column approvals text not null default '[]'; -- JSON array of compact JWS

create function guard_approvals() returns trigger language plpgsql as $$
begin
    if new.approvals <> old.approvals and (old.state, new.state) <> ('DECLARED', 'DECLARED') then
        raise exception 'what released a contribution is immutable once its rows are here' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger pool_contribution_approvals before update on pool_contribution
    for each row execute function guard_approvals();
