-- Objects that agents upload in parts. The plan (parts and their digests) is fixed when they are declared.
create table stored_object (
    id             uuid primary key,
    owner_id       uuid        not null, -- a release or a contribution
    position       int         not null check (position >= 0),
    object_key     text        not null unique,
    digest         text        not null check (digest ~ '^[0-9a-f]{64}$'),
    bytes          bigint      not null check (bytes > 0),
    upload_id      text,                 -- the store's name of the multipart upload in progress
    completed      boolean     not null default false,
    declared_at    timestamptz not null,
    unique (owner_id, position),
    check (not completed or upload_id is null)
);

create index stored_object_stale on stored_object (declared_at) where upload_id is not null;

create table object_part (
    object_id uuid   not null references stored_object (id) on delete cascade,
    number    int    not null check (number between 1 and 10000),
    bytes     bigint not null check (bytes > 0),
    sha256    text   not null check (sha256 ~ '^[0-9a-f]{64}$'),
    primary key (object_id, number)
);

-- Jobs of the worker (db-scheduler's table, its columns).
create table scheduled_tasks (
    task_name            text        not null,
    task_instance        text        not null,
    task_data            bytea,
    execution_time       timestamptz not null,
    picked               boolean     not null,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures int,
    last_heartbeat       timestamptz,
    version              bigint      not null,
    priority             smallint,
    primary key (task_name, task_instance)
);

create index scheduled_tasks_execution_time on scheduled_tasks (execution_time);
create index scheduled_tasks_last_heartbeat on scheduled_tasks (last_heartbeat);
