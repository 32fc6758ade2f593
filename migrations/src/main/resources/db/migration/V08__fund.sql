-- Fund: NAVs with where they came from, creations and redemptions.

-- The fund's rules from a day on.
create table hourglass.fund_terms (
    effective      date primary key,
    initial_nav    bigint not null check (initial_nav > 0),
    fee_ppm        bigint not null check (fee_ppm between 0 and 50000),
    creation_min   bigint not null check (creation_min > 0),
    redemption_min bigint not null check (redemption_min > 0)
);
comment on column hourglass.fund_terms.initial_nav is 'micro-dollars a whole unit';
comment on column hourglass.fund_terms.fee_ppm is 'management fee, millionths of NAV a 365.25-day year';
insert into hourglass.fund_terms values ('2020-01-01', 100000000, 5000, 1000000, 1000);

-- Requests and NAVs in one order: a NAV prices the requests recorded before it.
create sequence hourglass.fund_turn;

create table hourglass.nav (
    day         date primary key,
    turn        bigint not null unique,
    -- micro-dollars
    gross       bigint not null check (gross >= 0),
    fee_accrued bigint not null check (fee_accrued >= 0),
    net         bigint not null check (net >= 0 and net = gross - fee_accrued),
    units       bigint not null check (units > 0),
    -- micro-dollars a whole unit: what redemptions are paid (down) and creations pay (up)
    down        bigint not null check (down > 0),
    up          bigint not null check (up >= down),
    provenance  jsonb not null,
    struck      timestamptz not null
);

create table hourglass.fund_request (
    id        text primary key check (id ~ '^0x[0-9a-f]{64}$'),
    kind      text not null check (kind in ('IN_KIND', 'CREATION', 'REDEMPTION')),
    party     text not null references hourglass.party (name),
    account   text not null check (account ~ '^0x[0-9a-f]{40}$'),
    -- what is given and got; what is not known yet is 0
    series    text,
    hours     bigint not null default 0 check (hours >= 0),
    cash      bigint not null default 0 check (cash >= 0),
    units     bigint not null default 0 check (units >= 0),
    -- ASKED: on its way to the chain; WAITING: recorded there, final; PRICED: on its way with a NAV
    state     text not null check (state in ('ASKED', 'WAITING', 'PRICED', 'DONE', 'VOIDED')),
    reason    text,
    -- its turn in the queue, given when it is recorded
    turn      bigint unique,
    nav_day   date references hourglass.nav (day),
    -- how often fulfilment was tried: part of the plan's name
    attempt   int not null default 0,
    -- what is reserved in the books: cash or units, and hours
    pending   uuid,
    pending_hours uuid,
    asked     timestamptz not null,
    recorded  timestamptz
);
create index fund_request_queue on hourglass.fund_request (turn) where state = 'WAITING';
create index fund_request_party on hourglass.fund_request (party, asked desc);

grant select, insert on hourglass.fund_terms, hourglass.nav to hourglass_service;
grant select, insert, update on hourglass.fund_request to hourglass_service;
grant usage on sequence hourglass.fund_turn to hourglass_service;
grant select on hourglass.fund_terms, hourglass.nav, hourglass.fund_request to hourglass_auditor;

create trigger append_only before update or delete on hourglass.fund_terms
    for each statement execute function hourglass.refuse_change();
create trigger append_only before update or delete on hourglass.nav
    for each statement execute function hourglass.refuse_change();
