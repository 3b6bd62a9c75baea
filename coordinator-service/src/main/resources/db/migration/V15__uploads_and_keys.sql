-- An upload that is begun again counts from then, not from its declaration.
alter table stored_object add column begun_at timestamptz;
update stored_object set begun_at = declared_at where upload_id is not null;
drop index stored_object_stale;
create index stored_object_stale on stored_object (begun_at) where upload_id is not null;

-- When a running process last said that it signs with a key: a key that no process uses any more is not trusted for tokens.
create table signing_key_use (
    thumbprint text primary key references signing_key (thumbprint),
    seen_at timestamptz not null
);
