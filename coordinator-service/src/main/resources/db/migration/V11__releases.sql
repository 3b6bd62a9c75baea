create table network_release (
    id               uuid primary key,
    collaboration_id uuid        not null references collaboration (id),
    kind             text        not null check (kind in ('NETWORK', 'POOL_DECIDER')),
    state            text        not null check (state in ('DECLARED', 'PUBLISHED', 'REJECTED')),
    digest           text        not null check (digest ~ '^[0-9a-f]{64}$'),
    published_by     text        not null,
    publisher_id     uuid references collaborating_entity (id), -- null: the coordinator itself
    snapshot_id      uuid,
    manifest         text        not null,
    manifest_jws     text        not null,
    reason           text        not null default '',
    created_at       timestamptz not null,
    version          int         not null,
    check ((kind = 'POOL_DECIDER') = (snapshot_id is not null)),
    check ((kind = 'POOL_DECIDER') = (publisher_id is null))
);

create unique index network_release_once on network_release (collaboration_id, digest) where state <> 'REJECTED';
create unique index network_release_one_decider_per_snapshot on network_release (snapshot_id) where state <> 'REJECTED';

create function guard_network_release() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'releases are never deleted' using errcode = 'check_violation';
    end if;
    if (new.id, new.collaboration_id, new.kind, new.digest, new.published_by, new.manifest, new.manifest_jws)
        is distinct from (old.id, old.collaboration_id, old.kind, old.digest, old.published_by, old.manifest, old.manifest_jws) then
        raise exception 'releases are immutable' using errcode = 'check_violation';
    end if;
    if new.state <> old.state and old.state <> 'DECLARED' then
        raise exception 'a release cannot go from % to %', old.state, new.state using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger network_release_guard before update or delete on network_release
    for each row execute function guard_network_release();
