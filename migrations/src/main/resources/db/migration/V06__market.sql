-- Market: what can be traded, signed orders, their matches, and the batches these settle in.

-- One row an instrument; it is also the lock under which its book is matched.
create table hourglass.instrument (
    id            text primary key check (id ~ '^0x[0-9a-f]{64}$'),
    code          text not null unique,
    venue         text not null check (venue in ('SETTLEMENT', 'CLEARING')),
    tick          bigint not null check (tick > 0),
    quantity_max  bigint not null check (quantity_max > 0),
    trading_ends  timestamptz not null,
    -- false until the chain's word that it is listed there is final
    open          boolean not null
);
comment on column hourglass.instrument.tick is 'micro-dollars per GPU-hour';
comment on column hourglass.instrument.quantity_max is 'largest order: µGPU-hours, or lots';

create table hourglass.market_order (
    id            text primary key check (id ~ '^0x[0-9a-f]{64}$'),
    -- time priority; given under the instrument's lock
    sequence      bigint generated always as identity unique,
    instrument    text not null references hourglass.instrument (id),
    party         text not null references hourglass.party (name),
    account       text not null check (account ~ '^0x[0-9a-f]{40}$'),
    buy           boolean not null,
    quantity      bigint not null check (quantity > 0),
    price         bigint not null check (price > 0),
    expiry        timestamptz not null,
    salt          bigint not null,
    signature     text not null,
    rest          bigint not null check (rest between 0 and quantity),
    -- resting in the book
    live          boolean not null check (live = false or rest > 0),
    -- why it was cancelled; null while it lives and once it is filled
    reason        text,
    -- what is reserved for the rest, in the books; null for futures, which are covered by margin
    pending       uuid,
    -- its word on the chain that it may no longer fill: null, WANTED, PLANNED or DONE
    withdrawal    text check (withdrawal in ('WANTED', 'PLANNED', 'DONE')),
    placed        timestamptz not null,
    unique (account, salt)
);
comment on column hourglass.market_order.salt is 'the account''s number of it: the venues fill one order a salt';
comment on column hourglass.market_order.quantity is 'µGPU-hours, or lots';
comment on column hourglass.market_order.price is 'limit, micro-dollars per GPU-hour';
create index market_order_book on hourglass.market_order (instrument, buy, price, sequence) where live;
create index market_order_party on hourglass.market_order (party, sequence desc);
create index market_order_expiry on hourglass.market_order (expiry) where live;
create index market_order_withdrawal on hourglass.market_order (sequence) where withdrawal = 'WANTED';

-- Fills that go to the chain in one call.
create table hourglass.batch (
    id       text primary key check (id ~ '^0x[0-9a-f]{64}$'),
    venue    text not null check (venue in ('SETTLEMENT', 'CLEARING')),
    fills    int not null check (fills between 1 and 200),
    state    text not null check (state in ('SETTLING', 'FINAL', 'VOIDED')),
    reason   text,
    made     timestamptz not null
);

create table hourglass.trade (
    id            uuid primary key,
    sequence      bigint generated always as identity unique,
    instrument    text not null references hourglass.instrument (id),
    venue         text not null check (venue in ('SETTLEMENT', 'CLEARING')),
    buy_order     text not null references hourglass.market_order (id),
    sell_order    text not null references hourglass.market_order (id),
    buyer         text not null references hourglass.party (name),
    seller        text not null references hourglass.party (name) check (seller <> buyer),
    quantity      bigint not null check (quantity > 0),
    price         bigint not null check (price > 0),
    cash          bigint not null check (cash >= 0),
    -- predicted: the seller owns the series' capacity, so the chain pays into escrow
    escrowed      boolean not null,
    -- both legs as they are reserved in the books; null for futures
    cash_pending  uuid,
    hours_pending uuid,
    state         text not null check (state in ('SETTLING', 'FINAL', 'VOIDED')),
    reason        text,
    batch         text references hourglass.batch (id),
    -- whose batch failed before: it goes alone the next time, so that it spoils nobody else's
    alone         boolean not null default false,
    transaction   text,
    block         bigint,
    traded        timestamptz not null,
    -- two orders meet once: one of them is filled then
    unique (buy_order, sell_order),
    check ((state = 'FINAL') = (transaction is not null)),
    check (state <> 'VOIDED' or reason is not null),
    check (batch is not null or state = 'SETTLING')
) with (fillfactor = 60);
comment on column hourglass.trade.quantity is 'µGPU-hours, or lots';
comment on column hourglass.trade.cash is 'micro-dollars the buyer pays; 0 for futures';
-- Whatever is in no batch waits for one. No index here is on what settlement changes (state, transaction,
-- block): with room on the page, a trade that becomes final touches none of them.
create index trade_unsettled on hourglass.trade (venue, sequence) where batch is null;
create index trade_batch on hourglass.trade (batch, sequence);
create index trade_prints on hourglass.trade (instrument, sequence desc);
create index trade_buyer on hourglass.trade (buyer, sequence desc);
create index trade_seller on hourglass.trade (seller, sequence desc);
create index trade_sell_order on hourglass.trade (sell_order);

grant select, insert, update on hourglass.instrument, hourglass.market_order, hourglass.batch, hourglass.trade to hourglass_service;
grant select on hourglass.instrument, hourglass.market_order, hourglass.batch, hourglass.trade to hourglass_auditor;
