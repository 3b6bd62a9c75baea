-- Which auditors may see which collaborations. Whose access was withdrawn stays in the list; given again, it is another row.
-- Auditors there were before see nothing until an admin grants it.
create table collaboration_auditor (
    id               uuid primary key,
    collaboration_id uuid        not null references collaboration (id),
    person           text        not null check (length(person) between 1 and 200),
    granted_at       timestamptz not null,
    withdrawn_at     timestamptz,
    version          bigint      not null
);
create unique index collaboration_auditor_once on collaboration_auditor (person, collaboration_id) where withdrawn_at is null;
create index collaboration_auditor_listed on collaboration_auditor (collaboration_id, granted_at);

create function guard_collaboration_auditor() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.withdrawn_at is not null
        or (new.id, new.collaboration_id, new.person, new.granted_at)
        is distinct from (old.id, old.collaboration_id, old.person, old.granted_at) then
        raise exception 'an auditor''s access is withdrawn once, and nothing else' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger collaboration_auditor_guard before update or delete on collaboration_auditor
    for each row execute function guard_collaboration_auditor();
