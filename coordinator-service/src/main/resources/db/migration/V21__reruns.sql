-- Frozen: a re-run of its report is overdue or deviates; comes back when a later one agrees.
alter table pool_contribution drop constraint pool_contribution_state_check;
alter table pool_contribution add constraint pool_contribution_state_check
    check (state in ('DECLARED', 'UPLOADED', 'ACCEPTED', 'REJECTED', 'WITHDRAWN', 'QUARANTINED', 'FROZEN'));

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
         ('ACCEPTED', 'FROZEN'), ('FROZEN', 'ACCEPTED'),
         ('DECLARED', 'WITHDRAWN'), ('UPLOADED', 'WITHDRAWN'), ('ACCEPTED', 'WITHDRAWN'), ('FROZEN', 'WITHDRAWN')) then
        raise exception 'a contribution cannot go from % to %', old.state, new.state using errcode = 'check_violation';
    end if;
    return new;
end $$;

create table rerun (
    id               uuid primary key,
    collaboration_id uuid        not null references collaboration (id),
    entity_name      text        not null,
    dpm_commitment   text        not null,
    report_id        uuid        not null references leakage_report (id),
    seed             text        not null,
    suite            int         not null check (suite > 0),
    reason           text        not null,
    ordered_by       text        not null,
    state            text        not null check (state in ('OPEN', 'OVERDUE', 'AGREES', 'DEVIATES')),
    due_at           timestamptz not null,
    answer_id        uuid references leakage_report (id),
    findings         text        not null, -- JSON array of sentences
    created_at       timestamptz not null,
    answered_at      timestamptz,
    version          int         not null,
    check ((state in ('AGREES', 'DEVIATES')) = (answer_id is not null)),
    check ((answer_id is null) = (answered_at is null))
);

create index rerun_listed on rerun (collaboration_id, created_at);
create index rerun_waiting on rerun (due_at) where state = 'OPEN';

create function guard_rerun() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 're-runs are never deleted' using errcode = 'check_violation';
    end if;
    if (new.id, new.collaboration_id, new.entity_name, new.dpm_commitment, new.report_id, new.seed, new.suite, new.reason,
        new.ordered_by, new.due_at, new.created_at)
        is distinct from (old.id, old.collaboration_id, old.entity_name, old.dpm_commitment, old.report_id, old.seed, old.suite,
        old.reason, old.ordered_by, old.due_at, old.created_at) then
        raise exception 'what a re-run asks for is immutable' using errcode = 'check_violation';
    end if;
    if (old.state, new.state) not in (('OPEN', 'OVERDUE'), ('OPEN', 'AGREES'), ('OPEN', 'DEVIATES'),
        ('OVERDUE', 'AGREES'), ('OVERDUE', 'DEVIATES')) then
        raise exception 'a re-run cannot go from % to %', old.state, new.state using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger rerun_guard before update or delete on rerun
    for each row execute function guard_rerun();
