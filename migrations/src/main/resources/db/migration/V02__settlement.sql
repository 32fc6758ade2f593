-- Settlement: the outbox. What Hourglass asks of the chain, planned in the transaction that needs
-- it, signed and committed before it is sent, followed until its block is final.

create table hourglass.intent (
    id text primary key check (length(id) between 1 and 200),
    -- order of planning; later than what it waits for
    planned bigint generated always as identity,
    key text not null check (length(key) between 1 and 64),
    call jsonb not null,
    after text[] not null default '{}',
    state text not null default 'PLANNED'
        check (state in ('PLANNED', 'SIGNED', 'BROADCAST', 'MINED', 'FINAL', 'VOIDED')),
    -- why it was voided; of a mined one: that its transaction failed, not yet final
    error text,
    attempts int not null default 0,
    nonce bigint,
    -- the attempt that was mined, and where
    tx_hash text,
    block bigint,
    block_hash text,
    planned_at timestamptz not null default clock_timestamp(),
    changed_at timestamptz not null default clock_timestamp(),
    broadcast_at timestamptz,
    check (state in ('PLANNED', 'VOIDED') or nonce is not null),
    check ((state in ('MINED', 'FINAL')) <= (tx_hash is not null and block is not null)),
    check (state <> 'VOIDED' or error is not null)
);
comment on table hourglass.intent is 'One call the service wants made on chain, exactly once';

create index intent_open on hourglass.intent (key, planned)
    where state in ('PLANNED', 'SIGNED', 'BROADCAST', 'MINED');
create index intent_after on hourglass.intent using gin (after) where state = 'PLANNED';

-- Every signed form of an intent; the raw bytes are committed before they are sent.
create table hourglass.attempt (
    intent text not null references hourglass.intent (id),
    number int not null check (number > 0),
    nonce bigint not null check (nonce >= 0),
    tx_hash text not null unique,
    raw text not null,
    max_fee bigint not null,
    tip bigint not null,
    signed_at timestamptz not null default clock_timestamp(),
    primary key (intent, number)
);

-- The next nonce of each key: gapless, one transaction at a time.
create table hourglass.nonce (
    key text primary key,
    address text not null,
    next bigint not null check (next >= 0)
);

create table hourglass.intent_step (
    intent text not null references hourglass.intent (id),
    step bigint generated always as identity,
    state text not null,
    note text,
    at timestamptz not null default clock_timestamp(),
    primary key (intent, step)
);
comment on table hourglass.intent_step is 'Every state an intent was in; append-only';

create function hourglass.log_intent_step() returns trigger language plpgsql as $$
begin
    insert into hourglass.intent_step (intent, state, note)
    values (new.id, new.state, coalesce(new.error, new.tx_hash));
    return new;
end
$$;

create trigger log_planned after insert on hourglass.intent
    for each row execute function hourglass.log_intent_step();
create trigger log_step after update on hourglass.intent
    for each row when (old.state is distinct from new.state or old.error is distinct from new.error)
    execute function hourglass.log_intent_step();

create trigger append_only before update or delete or truncate on hourglass.intent_step
    for each statement execute function hourglass.refuse_change();
create trigger append_only before update or delete or truncate on hourglass.attempt
    for each statement execute function hourglass.refuse_change();
create trigger never_deleted before delete or truncate on hourglass.intent
    for each statement execute function hourglass.refuse_change();
create trigger never_deleted before delete or truncate on hourglass.nonce
    for each statement execute function hourglass.refuse_change();

grant select, insert, update on hourglass.intent, hourglass.nonce to hourglass_service;
grant select, insert on hourglass.attempt, hourglass.intent_step to hourglass_service;
grant select on hourglass.intent, hourglass.attempt, hourglass.nonce, hourglass.intent_step
    to hourglass_auditor;
