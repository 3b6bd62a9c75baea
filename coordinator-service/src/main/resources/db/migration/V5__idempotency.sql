-- First answers to requests with an Idempotency-Key, for repeating them.
create table idempotent_answer (
    caller text not null,
    address text not null,
    idempotency_key text not null check (length(idempotency_key) between 1 and 200),
    request_hash text not null,
    status integer not null,
    location text,
    etag text,
    body text,
    created_at timestamptz not null,
    primary key (caller, address, idempotency_key)
);
create index idempotent_answer_age on idempotent_answer (created_at);
