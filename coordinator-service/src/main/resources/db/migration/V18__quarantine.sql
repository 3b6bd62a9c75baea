-- A contribution whose rows look unprotected. It is final: the same manifest is not looked at again.
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
