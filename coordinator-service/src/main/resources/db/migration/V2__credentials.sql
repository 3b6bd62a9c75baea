-- People's accounts, the public parts of the coordinator's signing keys, and assertions that were used up.
create table account (
    username text primary key check (username ~ '^[a-z0-9][a-z0-9._@-]{0,62}$'),
    password_hash text not null,
    role text not null check (role in ('ADMIN', 'AUDITOR')),
    active boolean not null,
    created_at timestamptz not null,
    version bigint not null
);

create table signing_key (
    thumbprint text primary key,
    public_key text not null,
    created_at timestamptz not null
);
create trigger keep_signing_key before update on signing_key for each row execute function refuse_change();

create table used_assertion (
    client_id text not null,
    jti text not null check (length(jti) between 1 and 200),
    expires_at timestamptz not null,
    primary key (client_id, jti)
);
create index used_assertion_expiry on used_assertion (expires_at);
