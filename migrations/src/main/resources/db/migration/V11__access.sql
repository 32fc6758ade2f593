-- Access: who may call the service, and which changes were already made.

-- A key is shown once; what is kept is its SHA-256. It is never deleted: what it did stays its own.
create table hourglass.api_key (
    hash       text primary key check (length(hash) = 66 and hash ~ '^0x[0-9a-f]+$'),
    role       text not null check (role in ('OWNER', 'INVESTOR', 'CONTRIBUTOR', 'AUDITOR', 'OPERATOR')),
    party      text check (party ~ '^[a-z][a-z0-9-]{1,31}$'),
    label      text not null check (length(label) between 1 and 100),
    created_at timestamptz not null default now(),
    revoked_at timestamptz,
    -- owners and investors act for themselves only
    check ((role in ('OWNER', 'INVESTOR')) <= (party is not null))
);

-- Written in the transaction of the change it belongs to: both are there, or neither is.
create table hourglass.idempotency_key (
    api_key      text not null references hourglass.api_key (hash),
    key          text not null check (length(key) between 1 and 200),
    request_hash text not null check (length(request_hash) = 66 and request_hash ~ '^0x[0-9a-f]+$'),
    status       integer not null check (status between 200 and 299),
    response     text not null,
    created_at   timestamptz not null default now(),
    primary key (api_key, key)
);
create trigger idempotency_key_append_only before update or delete or truncate
    on hourglass.idempotency_key for each statement execute function hourglass.refuse_change();

grant select, insert on hourglass.api_key, hourglass.idempotency_key to hourglass_service;
grant update (revoked_at) on hourglass.api_key to hourglass_service;
grant select on hourglass.api_key, hourglass.idempotency_key to hourglass_auditor;
