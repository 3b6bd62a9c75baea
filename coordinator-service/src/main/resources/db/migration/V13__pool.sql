create table pool_contribution (
    id               uuid primary key,
    collaboration_id uuid        not null references collaboration (id),
    entity_id        uuid        not null references collaborating_entity (id),
    entity_name      text        not null,
    state            text        not null check (state in ('DECLARED', 'UPLOADED', 'ACCEPTED', 'REJECTED')),
    manifest_digest  text        not null check (manifest_digest ~ '^[0-9a-f]{64}$'),
    manifest         text        not null,
    manifest_jws     text        not null,
    release_digest   text        not null,
    report_id        uuid        not null references leakage_report (id),
    rows             int         not null check (rows > 0),
    reasons          text        not null default '[]', -- JSON array of sentences
    attempts         int         not null default 0 check (attempts >= 0),
    created_at       timestamptz not null,
    version          int         not null
);

-- A manifest that was rejected may be declared again: its rows may have been refused for a fault of ours.
create unique index pool_contribution_once on pool_contribution (collaboration_id, entity_id, manifest_digest)
    where state <> 'REJECTED';

create index pool_contribution_state on pool_contribution (collaboration_id, state);

create function guard_pool_contribution() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'contributions are never deleted' using errcode = 'check_violation';
    end if;
    if (new.id, new.collaboration_id, new.entity_id, new.manifest, new.manifest_jws, new.report_id)
        is distinct from (old.id, old.collaboration_id, old.entity_id, old.manifest, old.manifest_jws, old.report_id) then
        raise exception 'a contribution''s manifest is immutable' using errcode = 'check_violation';
    end if;
    if new.state <> old.state and (old.state, new.state) not in
        (('DECLARED', 'UPLOADED'), ('UPLOADED', 'ACCEPTED'), ('UPLOADED', 'REJECTED')) then
        raise exception 'a contribution cannot go from % to %', old.state, new.state using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger pool_contribution_guard before update or delete on pool_contribution
    for each row execute function guard_pool_contribution();

create table contribution_shard (
    contribution_id  uuid    not null references pool_contribution (id),
    position         int     not null check (position >= 0),
    collaboration_id uuid    not null references collaboration (id),
    digest           text    not null check (digest ~ '^[0-9a-f]{64}$'),
    live             boolean not null default true, -- false once the contribution is rejected
    primary key (contribution_id, position)
);

create unique index contribution_shard_once on contribution_shard (collaboration_id, digest) where live;

-- First eight bytes of each accepted row's SHA-256, sorted, big-endian: finds rows that are in the pool already.
create table contribution_row_index (
    contribution_id  uuid primary key references pool_contribution (id),
    collaboration_id uuid  not null references collaboration (id),
    row_digests      bytea not null
);

create table pool_snapshot (
    id               uuid primary key,
    collaboration_id uuid        not null references collaboration (id),
    number           int         not null check (number > 0),
    release_digest   text        not null,
    merkle_root      text        not null check (merkle_root ~ '^[0-9a-f]{64}$'),
    rows             int         not null check (rows > 0),
    bytes            bigint      not null check (bytes > 0),
    entries          text        not null, -- JSON array, ordered
    created_at       timestamptz not null,
    unique (collaboration_id, number)
);

create trigger pool_snapshot_frozen before update or delete on pool_snapshot
    for each row execute function refuse_change();
