-- Fund: NAVs with where they came from, creations and redemptions, its fee and its income.

-- The fund's rules from a day on.
create table hourglass.fund_terms (
    effective      date primary key,
    initial_nav    bigint not null check (initial_nav > 0),
    fee_ppm        bigint not null check (fee_ppm between 0 and 20000),
    creation_min   bigint not null check (creation_min > 0),
    redemption_min bigint not null check (redemption_min > 0),
    roll_days      int not null check (roll_days between 1 and 15),
    -- longer than a redemption takes
    notice_days    int not null default 20 check (notice_days > 0)
);
comment on column hourglass.fund_terms.roll_days is
    'business days before a future''s last trading day in which it is rolled';
comment on column hourglass.fund_terms.initial_nav is 'micro-dollars a whole unit';
comment on column hourglass.fund_terms.fee_ppm is 'management fee, millionths of NAV a 365.25-day year, until the chain says another';
insert into hourglass.fund_terms values ('2020-01-01', 100000000, 5000, 1000000, 1000, 5);

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

-- What the chain says of the fee: from when on it accrues, at what rate; the latest row is in force.
create table hourglass.fund_fee (
    transaction   text not null,
    log_index     int not null,
    turn          bigint not null unique,
    -- micro-units made, of the time until then
    units         bigint not null check (units >= 0),
    rate_ppm      bigint not null check (rate_ppm between 0 and 20000),
    accrued_until timestamptz not null,
    primary key (transaction, log_index)
);

create table hourglass.fund_request (
    id        text primary key check (length(id) = 66 and id ~ '^0x[0-9a-f]+$'),
    kind      text not null check (kind in ('IN_KIND', 'CREATION', 'REDEMPTION')),
    party     text not null references hourglass.party (name),
    account   text not null check (length(account) = 42 and account ~ '^0x[0-9a-f]+$'),
    -- what is given and got; what is not known yet is 0
    series    text,
    hours     bigint not null default 0 check (hours >= 0),
    cash      bigint not null default 0 check (cash >= 0),
    units     bigint not null default 0 check (units >= 0),
    -- of a redemption: the units that still wait, and the cycle they are filled with, pro rata
    left_units bigint not null default 0 check (left_units between 0 and units),
    cycle     bigint,
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
create index fund_request_cycle on hourglass.fund_request (cycle) where left_units > 0;
create index fund_request_party on hourglass.fund_request (party, asked desc);

-- Each time a cycle was filled, in full or in part.
create table hourglass.fund_fill (
    cycle   bigint not null,
    number  int not null,
    nav_day date not null references hourglass.nav (day),
    units   bigint not null check (units > 0),
    -- what waited before
    waiting bigint not null check (waiting >= units),
    filled  timestamptz not null,
    primary key (cycle, number)
);

-- What was earned with the fund's GPU-hours, once the chain has it.
create table hourglass.fund_income (
    id          text primary key check (length(id) = 66 and id ~ '^0x[0-9a-f]+$'),
    payer       text not null,
    cash        bigint not null check (cash > 0),
    -- the manager's part of it; the rest is the holders'
    managers    bigint not null check (managers between 0 and cash),
    transaction text not null,
    received    timestamptz not null
);

-- Whose it is: holders as the journal had them after so many entries.
create table hourglass.fund_record (
    income   text primary key references hourglass.fund_income (id),
    day      date not null,
    entries  bigint not null,
    units    bigint not null check (units > 0),
    -- what the chain is told: the hash of the list of holders, the least remainder that is rounded up, of
    -- accounts up to the last
    list     text not null check (length(list) = 66 and list ~ '^0x[0-9a-f]+$'),
    least    bigint not null check (least >= 0),
    last     text not null check (length(last) = 42 and last ~ '^0x[0-9a-f]+$'),
    recorded timestamptz not null
);
comment on column hourglass.fund_record.units is 'micro-units that have a share';
create index fund_record_day on hourglass.fund_record (day);

create table hourglass.fund_share (
    income  text not null references hourglass.fund_record (income),
    account text not null check (length(account) = 42 and account ~ '^0x[0-9a-f]+$'),
    party   text not null references hourglass.party (name),
    units   bigint not null check (units > 0),
    cash    bigint not null check (cash >= 0),
    primary key (income, account)
);
create index fund_share_party on hourglass.fund_share (party);

create table hourglass.fund_share_payment (
    income      text not null,
    account     text not null,
    transaction text not null,
    paid        timestamptz not null,
    primary key (income, account),
    foreign key (income, account) references hourglass.fund_share (income, account)
);

-- What the chain says the manager may trade for the fund; the latest row is in force.
create table hourglass.fund_limits (
    transaction text not null,
    log_index   int not null,
    turn        bigint not null unique,
    lots        bigint not null check (lots >= 0),
    held        bigint not null check (held >= 0),
    cool_off    bigint not null check (cool_off >= 0),
    band_ppm    bigint not null check (band_ppm >= 0),
    margin      bigint not null check (margin >= 0),
    since       timestamptz not null,
    primary key (transaction, log_index)
);
comment on column hourglass.fund_limits.cool_off is 'seconds between two orders in one contract';
comment on column hourglass.fund_limits.margin is 'micro-dollars at Clearing at most';

-- Out of a contract that expires, into the next month's: once a contract.
create table hourglass.fund_roll (
    future  text primary key,
    next    text not null,
    lots    bigint not null check (lots >= 0),
    opens   date not null,
    closes  date not null check (closes >= opens),
    state   text not null check (state in ('PLANNED', 'ROLLING', 'DONE', 'CLOSED')),
    -- what it waits for, or how it ended
    note    text not null,
    planned timestamptz not null,
    changed timestamptz not null
);

-- Over to what the index holds from a day on, in parts of a NAV.
create table hourglass.fund_rebalance (
    basket  date primary key,
    nav_day date not null references hourglass.nav (day),
    level   bigint not null check (level > 0),
    state   text not null check (state in ('TRADING', 'DONE', 'SUPERSEDED')),
    planned timestamptz not null,
    changed timestamptz not null
);
comment on column hourglass.fund_rebalance.level is 'of the index on that day, micro-points';

create table hourglass.fund_rebalance_leg (
    basket date not null references hourglass.fund_rebalance (basket),
    future text not null,
    -- of the contract's class, micro-dollars: what there should be, and what there was
    target bigint not null check (target >= 0),
    held   bigint not null,
    -- to be traded; negative are sold
    lots   bigint not null,
    note   text not null,
    primary key (basket, future)
);

-- The fund's orders: what it was asked for, its word on the chain, then the book's.
create table hourglass.fund_trade (
    id         text primary key check (length(id) = 66 and id ~ '^0x[0-9a-f]+$'),
    -- whose request, where there was one
    request    text unique,
    future     text not null,
    buy        boolean not null,
    lots       bigint not null check (lots > 0),
    price      bigint not null check (price > 0),
    salt       bigint not null,
    -- what it is for, where nobody asked for it: the contract it rolls out of, or the index's rebalance
    roll       text,
    basket     date,
    state      text not null check (state in ('ASKED', 'AGREED', 'PLACED', 'REFUSED', 'VOIDED')),
    reason     text,
    asked      timestamptz not null,
    expiry     timestamptz not null,
    -- from when on the next one in this contract may be asked for: the chain's word, once it is there
    cool_until timestamptz
);
create index fund_trade_future on hourglass.fund_trade (future, asked desc);
create index fund_trade_roll on hourglass.fund_trade (roll) where roll is not null;

grant select, insert, update on hourglass.fund_roll, hourglass.fund_rebalance, hourglass.fund_rebalance_leg,
    hourglass.fund_trade to hourglass_service;
grant select on hourglass.fund_roll, hourglass.fund_rebalance, hourglass.fund_rebalance_leg, hourglass.fund_trade
    to hourglass_auditor;

grant select, insert, update on hourglass.fund_request to hourglass_service;
grant usage on sequence hourglass.fund_turn to hourglass_service;
grant select on hourglass.fund_request to hourglass_auditor;

do $$
declare
    name text;
begin
    foreach name in array array['fund_terms', 'nav', 'fund_fee', 'fund_fill', 'fund_income', 'fund_record',
                                'fund_share', 'fund_share_payment', 'fund_limits'] loop
        execute format('create trigger append_only before update or delete or truncate
            on hourglass.%I for each statement execute function hourglass.refuse_change()', name);
        execute format('grant select, insert on hourglass.%I to hourglass_service', name);
        execute format('grant select on hourglass.%I to hourglass_auditor', name);
    end loop;
end $$;
