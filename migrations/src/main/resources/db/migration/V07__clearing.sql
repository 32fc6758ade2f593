-- Clearing: futures, what their contract says, marks, margin.

-- What a GPU-hour future is (rulebook §3), from a day on. Data, so that it can change by a row.
create table hourglass.contract_terms (
    effective            date primary key,
    hours_per_lot        bigint not null check (hours_per_lot > 0),
    tick                 bigint not null check (tick > 0),
    spread_tick          bigint not null check (spread_tick > 0),
    months_listed        int not null check (months_listed between 1 and 120),
    band_percent         int not null check (band_percent between 1 and 100),
    spot_month_limit     bigint not null check (spot_month_limit > 0),
    accountability       bigint not null check (accountability > 0),
    accountability_all   bigint not null check (accountability_all > 0),
    reportable           bigint not null check (reportable > 0),
    launch_stress_percent int not null check (launch_stress_percent between 0 and 100),
    maintenance_percent  int not null check (maintenance_percent between 1 and 100),
    vwap_seconds         int not null check (vwap_seconds > 0),
    call_hours           int not null check (call_hours > 0),
    -- how an estate is sold: a part of what is left a step, all of it from so many lots on, and never more
    -- than a part of what rests on the other side
    disposal_percent     int not null check (disposal_percent between 1 and 100),
    disposal_at_once     bigint not null check (disposal_at_once >= 0),
    disposal_book_percent int not null check (disposal_book_percent between 1 and 100),
    disposal_seconds     int not null check (disposal_seconds > 0),
    midday               time,
    -- what months of a class offset is believed in part; lots over a share of the open interest, from so many on,
    -- or over a size, take a part more
    spread_credit_percent int not null check (spread_credit_percent between 0 and 100),
    concentration_percent int not null check (concentration_percent between 0 and 100),
    concentration_from   bigint not null check (concentration_from >= 0),
    concentration_size   bigint not null check (concentration_size >= concentration_from),
    concentration_add_on_percent int not null check (concentration_add_on_percent >= 0),
    fund_call_hours      int check (fund_call_hours > 0),
    notice_days          int not null check (notice_days > 0)
);
comment on column hourglass.contract_terms.tick is 'micro-dollars per GPU-hour, outright';
comment on column hourglass.contract_terms.call_hours is 'how long there is to meet a margin call';
comment on column hourglass.contract_terms.reportable is 'lots of a contract from which a holder is in the large-trader report';
comment on column hourglass.contract_terms.disposal_seconds is 'between two steps';
comment on column hourglass.contract_terms.midday is 'UTC: which hour a day''s first mark is of; null where there is none';
comment on column hourglass.contract_terms.spot_month_limit is 'lots, from 3 business days before the last trading day';
insert into hourglass.contract_terms values ('2020-01-01', 730, 1000, 500, 36, 20, 7500, 15000, 22500, 25, 20, 75, 300, 24, 50, 50, 10, 600, null, 0, 100, 15000, 15000, 0, null, 5);
-- variation margin twice a day; months of a class offset; many lots take more; members are called for
-- what the default fund lacks
insert into hourglass.contract_terms values ('2026-09-01', 730, 1000, 500, 36, 20, 7500, 15000, 22500, 25, 20, 75, 300, 24, 50, 50, 10, 600, '16:00', 50, 25, 500, 5000, 50, 24, 5);

create table hourglass.future (
    id             text primary key check (length(id) = 66 and id ~ '^0x[0-9a-f]+$'),
    name           text not null unique,
    gpu_class      text not null,
    month          text not null check (month ~ '^20[0-9]{2}-(0[1-9]|1[0-2])$'),
    index_name     text not null,
    last_trading   date not null,
    -- what the band is measured from until the first mark
    reference      bigint not null check (reference > 0),
    -- a lot's, by the chain's word; what the books ask is the latest margin_rate, and never less than this
    chain_margin   bigint check (chain_margin > 0),
    -- what new trades gain from until the next mark: the last mark, or the first trade's price before any
    last_price     bigint check (last_price > 0),
    marks          bigint not null default 0,
    state          text not null check (state in ('LISTING', 'LISTED', 'SETTLING', 'SETTLED', 'VOIDED')),
    reason         text,
    listed         timestamptz not null
);
comment on column hourglass.future.reference is 'micro-dollars per GPU-hour';
comment on column hourglass.future.chain_margin is 'micro-dollars a lot';
comment on column hourglass.future.marks is 'how many it has had, by the chain''s word';

-- Initial margin of a lot from a day on: of its listing, and of each day's mark, from that day's settlement
-- price and the index's history.
create table hourglass.margin_rate (
    future      text not null references hourglass.future (id),
    effective   date not null,
    units       bigint not null check (units > 0),
    price       bigint not null check (price > 0),
    move        bigint not null check (move >= 0),
    stress      bigint not null check (stress >= 0),
    fixings     int not null,
    fixed_days  int not null,
    month_days  int not null,
    intent      text not null,
    made        timestamptz not null,
    primary key (future, effective)
);
comment on column hourglass.margin_rate.units is 'micro-dollars a lot';
comment on column hourglass.margin_rate.price is 'micro-dollars per GPU-hour: what the share is taken of';
comment on column hourglass.margin_rate.move is 'millionths of the price: the 99 % two-day move with its buffer';
comment on column hourglass.margin_rate.stress is 'millionths of the price: the launch stress';
comment on column hourglass.margin_rate.fixings is 'of the look-back period, which the move was measured on';

-- A member of clearing: the lock under which its margin is committed.
create table hourglass.member (
    party   text primary key references hourglass.party (name),
    account text not null unique check (length(account) = 42 and account ~ '^0x[0-9a-f]+$')
);

-- Dollars on their way to Clearing (positive) or back (negative), oldest first: margin, a share of the
-- default fund, the house's own tranche of it.
create table hourglass.clearing_movement (
    id       text primary key,
    sequence bigint generated always as identity unique,
    party    text not null references hourglass.member (party),
    pot      text not null check (pot in ('MARGIN', 'SHARE', 'TRANCHE')),
    units    bigint not null check (units <> 0),
    pending  uuid not null,
    state    text not null check (state in ('SETTLING', 'FINAL', 'VOIDED')),
    reason   text,
    asked    timestamptz not null
);
create index clearing_movement_open on hourglass.clearing_movement (party, sequence) where state = 'SETTLING';

-- What positions were marked at, and how it came about: once at midday, and in the evening at the day's
-- settlement price.
create table hourglass.mark (
    future    text not null references hourglass.future (id),
    day       date not null,
    cycle     text not null check (cycle in ('MIDDAY', 'EVENING')),
    price     bigint not null check (price > 0),
    -- T1 trades, T2 last trade within the quotes, T3 the curve, FINAL the month's mean
    procedure text not null check (procedure in ('T1', 'T2', 'T3', 'FINAL')),
    provenance text not null,
    intent    text not null unique,
    state     text not null check (state in ('SETTLING', 'FINAL', 'VOIDED')),
    reason    text,
    block     bigint,
    made      timestamptz not null,
    primary key (future, day, cycle)
);

create index mark_settling on hourglass.mark (day, cycle) where state = 'SETTLING';

-- What a mark paid each member; sums to zero a mark.
create table hourglass.variation (
    future text not null references hourglass.future (id),
    day    date not null,
    cycle  text not null check (cycle in ('MIDDAY', 'EVENING')),
    party  text not null references hourglass.member (party),
    units  bigint not null,
    primary key (future, day, cycle, party)
);

-- A member whose margin fell under maintenance at a mark: what is missing to initial margin.
create table hourglass.margin_call (
    party       text not null references hourglass.member (party),
    day         date not null,
    cycle       text not null check (cycle in ('MIDDAY', 'EVENING')),
    margin      bigint not null,
    maintenance bigint not null,
    initial     bigint not null,
    -- of initial, what only the books ask
    concentration bigint not null check (concentration >= 0),
    missing     bigint not null check (missing > 0),
    called      timestamptz not null,
    deadline    timestamptz not null,
    -- once the deadline is over: when it was looked at whether the call had been met
    judged      timestamptz,
    primary key (party, day, cycle)
);
create index margin_call_unjudged on hourglass.margin_call (deadline) where judged is null;

-- The default fund as it was measured after a day's marks: whether it covers the two members that would owe most.
create table hourglass.fund_assessment (
    day    date primary key,
    fund   bigint not null check (fund >= 0),
    needed bigint not null check (needed >= 0),
    made   timestamptz not null
);

-- Members called for what it lacked then, each by what it would owe beyond its margin in its worst market. The
-- latest day's stand, until the member's share has come to the target.
create table hourglass.fund_call (
    party    text not null references hourglass.member (party),
    day      date not null references hourglass.fund_assessment (day),
    used     bigint not null check (used > 0),
    units    bigint not null check (units >= 0),
    target   bigint not null check (target >= units),
    called   timestamptz not null,
    deadline timestamptz not null,
    primary key (party, day)
);
grant select, insert on hourglass.fund_assessment, hourglass.fund_call to hourglass_service;
grant select on hourglass.fund_assessment, hourglass.fund_call to hourglass_auditor;
create trigger append_only before update or delete on hourglass.fund_assessment
    for each statement execute function hourglass.refuse_change();
create trigger append_only before update or delete on hourglass.fund_call
    for each statement execute function hourglass.refuse_change();

-- A member that could not pay: what it had went to the estate, a house party. One at a time.
create table hourglass.member_default (
    id       text primary key,
    sequence bigint generated always as identity unique,
    party    text not null references hourglass.member (party),
    estate   text not null references hourglass.party (name),
    state    text not null check (state in ('DECLARING', 'OPEN', 'COVERED', 'VOIDED')),
    margin   bigint,
    share    bigint check (share >= 0),
    surplus  bigint check (surplus >= 0),
    covers   int not null default 0,
    reason   text,
    declared timestamptz not null
);
comment on column hourglass.member_default.margin is 'micro-dollars; negative where it owed';
create unique index member_default_open on hourglass.member_default (estate) where state in ('DECLARING', 'OPEN');

-- Who paid for what it owed, in the order it was taken; nobody's is the tranche's, and what is of
-- somebody the books do not know.
create table hourglass.loss_cover (
    member_default text not null references hourglass.member_default (id),
    number         bigint not null,
    layer          text not null check (layer in ('TRANCHE', 'SHARES', 'ASSESSMENTS', 'GAINS')),
    party          text references hourglass.member (party),
    units          bigint not null check (units > 0),
    primary key (member_default, number)
);

-- What a member holds of a contract, by the chain's word: a row each time it changes, the latest stands.
-- accrued is what its trades have gained since the contract's latest mark; once the contract has had
-- another, that is paid.
create table hourglass.position (
    future      text not null references hourglass.future (id),
    party       text not null references hourglass.member (party),
    version     bigint not null check (version > 0),
    -- novated, taken over from a member in default, closed against the estate at the last mark, settled
    cause       text not null check (cause in ('TRADE', 'TAKEN', 'DELEVERAGED', 'SETTLED')),
    change      bigint not null,
    lots        bigint not null,
    accrued     bigint not null,
    -- how many marks the contract had had
    marks       bigint not null check (marks >= 0),
    block       bigint not null,
    transaction text not null,
    log_index   int not null,
    primary key (future, party, version)
);
comment on column hourglass.position.change is 'lots; positive is bought';
comment on column hourglass.position.accrued is 'micro-dollars gained (positive) since the last mark';

-- The steps in which an estate was sold: an order each.
create table hourglass.disposal_step (
    member_default text not null references hourglass.member_default (id),
    number         bigint not null check (number > 0),
    future         text not null references hourglass.future (id),
    -- to go when the step was taken; positive is to be sold
    remaining      bigint not null check (remaining <> 0),
    resting        bigint not null check (resting > 0),
    lots           bigint not null check (lots > 0),
    order_id       text not null,
    taken          timestamptz not null,
    primary key (member_default, number)
);
comment on column hourglass.disposal_step.resting is 'lots on the other side of the book within the price band';

grant select, insert on hourglass.disposal_step to hourglass_service;
grant select on hourglass.disposal_step to hourglass_auditor;
create trigger append_only before update or delete on hourglass.disposal_step
    for each statement execute function hourglass.refuse_change();

grant select, insert on hourglass.loss_cover, hourglass.position to hourglass_service;
grant select, insert, update on hourglass.member_default to hourglass_service;
grant select on hourglass.member_default, hourglass.loss_cover, hourglass.position to hourglass_auditor;
grant select, insert, update on hourglass.future, hourglass.member, hourglass.clearing_movement, hourglass.mark to hourglass_service;
grant select, insert on hourglass.contract_terms, hourglass.margin_rate, hourglass.variation to hourglass_service;
grant select, insert, update on hourglass.margin_call to hourglass_service;
grant select on hourglass.contract_terms, hourglass.margin_rate, hourglass.future, hourglass.member, hourglass.clearing_movement, hourglass.mark, hourglass.variation, hourglass.margin_call to hourglass_auditor;

create trigger append_only before update or delete on hourglass.contract_terms
    for each statement execute function hourglass.refuse_change();
create trigger append_only before update or delete on hourglass.margin_rate
    for each statement execute function hourglass.refuse_change();
create trigger append_only before update or delete on hourglass.variation
    for each statement execute function hourglass.refuse_change();
create trigger append_only before update or delete on hourglass.loss_cover
    for each statement execute function hourglass.refuse_change();
create trigger append_only before update or delete on hourglass.position
    for each statement execute function hourglass.refuse_change();
