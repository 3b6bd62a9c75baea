-- The trail, chained and in a Merkle tree. Entries from before are kept in audit_entry as they were; no checkpoint covers them.

-- One row: whoever appends locks it, so that entries have one order and no gap.
create table trail_head (
    only_one boolean primary key default true check (only_one),
    trail uuid not null default gen_random_uuid(),
    size bigint not null default 0,
    last text not null default repeat('0', 64)
);
insert into trail_head default values;

-- content is the entry's canonical JSON, of which the hash is; the rest is there to find entries.
create table trail_entry (
    number bigint primary key,
    collaboration_id uuid,
    content text not null
);
create index trail_entry_collaboration on trail_entry (collaboration_id, number);

-- Complete subtrees: level 0 are the entries' hashes.
create table trail_subtree (
    level integer not null,
    position bigint not null,
    hash text not null,
    primary key (level, position)
);

create trigger keep_trail_entry before update or delete on trail_entry
    for each row execute function refuse_change();
create trigger keep_trail_entries before truncate on trail_entry
    for each statement execute function refuse_change();
create trigger keep_trail_subtree before update or delete on trail_subtree
    for each row execute function refuse_change();
create trigger keep_trail_subtrees before truncate on trail_subtree
    for each statement execute function refuse_change();
create trigger keep_trail_head before delete on trail_head
    for each row execute function refuse_change();
create trigger keep_trail_heads before truncate on trail_head
    for each statement execute function refuse_change();
create trigger grow_trail_head before update on trail_head
    for each row when (new.trail <> old.trail or new.size < old.size) execute function refuse_change();
