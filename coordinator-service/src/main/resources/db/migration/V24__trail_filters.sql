-- What lists of the trail are filtered by, beside the entry that says it; what is true is still what content says.
alter table trail_entry add column at timestamptz, add column actor text, add column action text;

alter table trail_entry disable trigger keep_trail_entry;
update trail_entry set
    at = cast(content::json ->> 'at' as timestamptz), actor = content::json ->> 'actor', action = content::json ->> 'action';
alter table trail_entry enable trigger keep_trail_entry;

alter table trail_entry
    alter column at set not null, alter column actor set not null, alter column action set not null;

create index trail_entry_action on trail_entry (action, number);
create index trail_entry_at on trail_entry (at);
