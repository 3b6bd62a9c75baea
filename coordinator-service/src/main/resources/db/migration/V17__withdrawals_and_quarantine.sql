-- Quarantined: its rows look unprotected; final, the same manifest is not looked at again. Withdrawn: out of the pool for good.
alter table pool_contribution drop constraint pool_contribution_state_check;
alter table pool_contribution add constraint pool_contribution_state_check
    check (state in ('DECLARED', 'UPLOADED', 'ACCEPTED', 'REJECTED', 'WITHDRAWN', 'QUARANTINED'));

create or replace function guard_pool_contribution() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'contributions are never deleted' using errcode = 'check_violation';
    end if;
    if (new.id, new.collaboration_id, new.entity_id, new.manifest, new.manifest_jws, new.report_id)
        is distinct from (old.id, old.collaboration_id, old.entity_id, old.manifest, old.manifest_jws, old.report_id) then
        raise exception 'a contribution''s manifest is immutable' using errcode = 'check_violation';
    end if;
    if new.state <> old.state and (old.state, new.state) not in
        (('DECLARED', 'UPLOADED'), ('UPLOADED', 'ACCEPTED'), ('UPLOADED', 'REJECTED'), ('UPLOADED', 'QUARANTINED'),
         ('DECLARED', 'WITHDRAWN'), ('UPLOADED', 'WITHDRAWN'), ('ACCEPTED', 'WITHDRAWN')) then
        raise exception 'a contribution cannot go from % to %', old.state, new.state using errcode = 'check_violation';
    end if;
    return new;
end $$;

alter table network_release drop constraint network_release_state_check;
alter table network_release add constraint network_release_state_check
    check (state in ('DECLARED', 'PUBLISHED', 'REJECTED') or (state = 'WITHDRAWN' and kind = 'POOL_DECIDER'));

create or replace function guard_network_release() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'releases are never deleted' using errcode = 'check_violation';
    end if;
    if (new.id, new.collaboration_id, new.kind, new.digest, new.published_by, new.manifest, new.manifest_jws)
        is distinct from (old.id, old.collaboration_id, old.kind, old.digest, old.published_by, old.manifest, old.manifest_jws) then
        raise exception 'releases are immutable' using errcode = 'check_violation';
    end if;
    if new.state <> old.state and old.state <> 'DECLARED' and (old.state, new.state) <> ('PUBLISHED', 'WITHDRAWN') then
        raise exception 'a release cannot go from % to %', old.state, new.state using errcode = 'check_violation';
    end if;
    return new;
end $$;

create table pool_withdrawal (
    id               uuid primary key,
    collaboration_id uuid        not null references collaboration (id),
    entity_name      text        not null,
    requested_by     text        not null,
    reason           text        not null,
    state            text        not null check (state in ('REQUESTED', 'COMPLETED')),
    contributions    text        not null, -- JSON array of ids
    certificate_jws  text,                 -- once it is completed
    created_at       timestamptz not null,
    version          int         not null,
    check ((state = 'COMPLETED') = (certificate_jws is not null))
);

create index pool_withdrawal_listed on pool_withdrawal (collaboration_id, created_at);

create function guard_pool_withdrawal() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'withdrawals are never deleted' using errcode = 'check_violation';
    end if;
    if old.state = 'COMPLETED' or (new.id, new.collaboration_id, new.entity_name, new.requested_by, new.reason, new.contributions)
        is distinct from (old.id, old.collaboration_id, old.entity_name, old.requested_by, old.reason, old.contributions) then
        raise exception 'a withdrawal is never taken back' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger pool_withdrawal_guard before update or delete on pool_withdrawal
    for each row execute function guard_pool_withdrawal();

-- Who was given addresses of a snapshot's rows: copies that a withdrawal cannot undo.
create table snapshot_holder (
    snapshot_id uuid        not null references pool_snapshot (id),
    entity_id   uuid        not null references collaborating_entity (id),
    entity_name text        not null,
    since       timestamptz not null,
    primary key (snapshot_id, entity_id)
);
