-- Market: what can be traded, signed orders, their matches, and the batches these settle in.

-- One row an instrument; it is also the lock under which its book is matched.
create table hourglass.instrument (
    id            text primary key check (length(id) = 66 and id ~ '^0x[0-9a-f]+$'),
    code          text not null unique,
    venue         text not null check (venue in ('SETTLEMENT', 'CLEARING', 'OPTIONS')),
    tick          bigint not null check (tick > 0),
    -- what rests of an order is part of an id, which has 44 bits for it
    quantity_max  bigint not null check (quantity_max > 0 and quantity_max < 1::bigint << 44),
    trading_ends  timestamptz not null,
    -- false until the chain's word that it is listed there is final
    open          boolean not null,
    -- orders are matched as they come, or gather for one price
    phase         text not null default 'CONTINUOUS' check (phase in ('OPENING', 'CONTINUOUS', 'PROTECTIVE')),
    -- when what has gathered is traded
    uncrosses     timestamptz,
    -- what it closed the last day at, or the price of an auction since; of the first trade before there was either
    reference     bigint check (reference > 0),
    -- the last day whose closing price was made the reference; null before the first
    closed        date,
    -- the transaction that changed its book last: whoever keeps the book in memory compares it under the lock
    book_changed  bigint not null default 0,
    check ((phase = 'CONTINUOUS') = (uncrosses is null))
);
comment on column hourglass.instrument.reference is 'micro-dollars per GPU-hour: what the band is around';
comment on column hourglass.instrument.tick is 'micro-dollars per GPU-hour';
comment on column hourglass.instrument.quantity_max is 'largest order: µGPU-hours, or lots';

-- What a venue's books do, from a day on. Data, so that it can change by a row.
create table hourglass.market_terms (
    venue              text not null check (venue in ('SETTLEMENT', 'CLEARING', 'OPTIONS')),
    effective          date not null,
    band_percent       int not null check (band_percent between 1 and 100),
    protection_percent int not null check (protection_percent between 0 and 100),
    protective_seconds int not null check (protective_seconds > 0),
    error_band         bigint not null check (error_band > 0),
    error_seconds      int not null check (error_seconds > 0),
    notice_days        int not null default 5 check (notice_days > 0),
    primary key (venue, effective)
);
comment on column hourglass.market_terms.band_percent is 'a trade further from the reference waits for an auction';
comment on column hourglass.market_terms.protection_percent is 'of the reference: how far from the best price a market order goes';
comment on column hourglass.market_terms.protective_seconds is 'how long orders gather once the band was hit';
comment on column hourglass.market_terms.error_band is 'micro-dollars from the reference beyond which a trade may be an error';
comment on column hourglass.market_terms.error_seconds is 'how long after a trade that may be said';
insert into hourglass.market_terms values
    ('SETTLEMENT', '2020-01-01', 20, 5, 120, 200000, 480),
    ('CLEARING', '2020-01-01', 20, 5, 120, 200000, 480),
    -- a premium may double or halve in a day and nothing be wrong
    ('OPTIONS', '2020-01-01', 100, 20, 120, 1000000, 480);

-- Whose a party's orders are in the end: those of one owner must not meet. A party not here is its own.
create table hourglass.beneficial_owner (
    party text not null references hourglass.party (name),
    since timestamptz not null,
    owner text not null check (owner ~ '^[a-z][a-z0-9-]{1,31}$'),
    primary key (party, since)
);

create table hourglass.market_order (
    id            text primary key check (length(id) = 66 and id ~ '^0x[0-9a-f]+$'),
    -- the order of coming; given under the instrument's lock
    sequence      bigint not null generated always as identity,
    -- time priority: its sequence, or the place of the order it replaced without losing it
    place         bigint not null,
    instrument    text not null,
    party         text not null,
    -- whose it is in the end
    owner         text not null,
    account       text not null check (length(account) = 42 and account ~ '^0x[0-9a-f]+$'),
    buy           boolean not null,
    quantity      bigint not null check (quantity > 0),
    price         bigint not null check (price > 0),
    expiry        timestamptz not null,
    salt          bigint not null,
    signature     text not null,
    type          text not null
        check (type in ('LIMIT', 'POST_ONLY', 'MARKET', 'IMMEDIATE_OR_CANCEL', 'FILL_OR_KILL')),
    self_match    text not null check (self_match in ('CANCEL_INCOMING', 'CANCEL_RESTING')),
    -- the order this one was placed instead of
    replaces      text,
    rest          bigint not null check (rest between 0 and quantity),
    -- resting in the book
    live          boolean not null check (live = false or rest > 0),
    -- why it was cancelled; null while it lives and once it is filled
    reason        text,
    -- what is reserved for the rest, in the books; null for futures, which are covered by
    -- margin, and for options, whose cover is a party's as a whole
    pending       uuid,
    -- its word on the chain that it may no longer fill: null, WANTED, PLANNED or DONE
    withdrawal    text check (withdrawal in ('WANTED', 'PLANNED', 'DONE')),
    placed        timestamptz not null,
    -- when it was filled or cancelled
    ended         timestamptz,
    -- the combination it is a leg of, which rests in its place: a leg is in no book itself
    part_of       text check (part_of is null or not live),
    unique (account, salt)
) with (fillfactor = 80);
comment on column hourglass.market_order.salt is 'the account''s number of it: the venues fill one order a salt';
comment on column hourglass.market_order.quantity is 'µGPU-hours, or lots';
comment on column hourglass.market_order.price is 'limit, micro-dollars per GPU-hour';
create index market_order_book on hourglass.market_order (instrument, buy, price, place) where live;
create index market_order_party on hourglass.market_order (party, sequence desc);
create index market_order_resting on hourglass.market_order (party) where live;
create index market_order_expiry on hourglass.market_order (expiry) where live;
create index market_order_part on hourglass.market_order (part_of, salt) where part_of is not null;
create index market_order_withdrawal on hourglass.market_order (sequence) where withdrawal = 'WANTED';

-- Orders that contracts stand by, in place of a signature: what the chain said of them.
create table hourglass.agreed_order (
    order_id    text primary key check (length(order_id) = 66 and order_id ~ '^0x[0-9a-f]+$'),
    account     text not null check (length(account) = 42 and account ~ '^0x[0-9a-f]+$'),
    transaction text not null,
    log_index   int not null
);
create trigger append_only before update or delete or truncate on hourglass.agreed_order
    for each statement execute function hourglass.refuse_change();
grant select, insert on hourglass.agreed_order to hourglass_service;
grant select on hourglass.agreed_order to hourglass_auditor;

-- Whatever changes a book says so in the instrument's row, and so takes its lock.
create function hourglass.note_book_change() returns trigger language plpgsql as $$
declare
    this constant bigint := pg_current_xact_id()::text::bigint;
begin
    if tg_op = 'INSERT' then
        update hourglass.instrument i set book_changed = this
        where i.book_changed <> this and i.id in (select instrument from after_it);
    elsif exists (select from hourglass.instrument i
                  where i.book_changed <> this and i.id in (select instrument from after_it)) then
        -- a set that placed orders first has said so of its books, and need not compare
        update hourglass.instrument i set book_changed = this
        where i.book_changed <> this and i.id in (
            select a.instrument from after_it a join before_it b on b.id = a.id
            where (a.live, a.rest, a.pending) is distinct from (b.live, b.rest, b.pending));
    end if;
    return null;
end $$;
create trigger book_grows after insert on hourglass.market_order referencing new table as after_it
    for each statement execute function hourglass.note_book_change();
create trigger book_changes after update on hourglass.market_order
    referencing old table as before_it new table as after_it
    for each statement execute function hourglass.note_book_change();

-- What the orders for several months are quoted in, from a day on. Data, so that it can change by a row.
create table hourglass.spread_terms (
    effective   date primary key,
    tick        bigint not null check (tick > 0),
    notice_days int not null default 5 check (notice_days > 0)
);
comment on column hourglass.spread_terms.tick is 'micro-dollars per GPU-hour';
insert into hourglass.spread_terms values ('2020-01-01', 500);

-- Two months of a class's future that are traded as one: who buys the spread buys the near month and sells
-- the far one. Which pairs there are is what rows there are.
create table hourglass.spread (
    code   text primary key,
    near   text not null,
    far    text not null check (far <> near),
    tick   bigint not null check (tick > 0),
    listed timestamptz not null,
    unique (near, far)
);

-- The months of a quarter or a year of a class's future, which are bought or sold as one.
create table hourglass.strip (
    code   text primary key,
    -- instruments, by month
    months text[] not null check (cardinality(months) in (3, 12)),
    listed timestamptz not null,
    unique (months)
);

-- Signed orders for several instruments that are filled together or not at all. Their legs are rows of
-- market_order; where one is filled in part or rests, it does so as a whole.
create table hourglass.combination (
    id         text primary key check (length(id) = 66 and id ~ '^0x[0-9a-f]+$'),
    -- the order of coming, and time priority; given under the locks of its legs' instruments
    sequence   bigint generated always as identity unique,
    kind       text not null check (kind in ('SPREAD', 'STRIP', 'SWAP')),
    -- the spread in whose book it is; the strip, which takes and never rests; what a swap is of
    code       text not null,
    party      text not null,
    owner      text not null,
    account    text not null check (length(account) = 42 and account ~ '^0x[0-9a-f]+$'),
    buy        boolean not null,
    quantity   bigint not null check (quantity > 0),
    price      bigint not null,
    -- what was signed: the legs' prices together, of what is bought less of what is sold, are at most this
    bound      bigint not null,
    expiry     timestamptz not null,
    signature  text not null,
    type       text not null check (type in ('LIMIT', 'POST_ONLY', 'IMMEDIATE_OR_CANCEL', 'FILL_OR_KILL')),
    self_match text not null check (self_match in ('CANCEL_INCOMING', 'CANCEL_RESTING')),
    rest       bigint not null check (rest between 0 and quantity),
    live       boolean not null check (live = false or (rest > 0 and kind = 'SPREAD')),
    reason     text,
    placed     timestamptz not null,
    ended      timestamptz
) with (fillfactor = 80);
comment on column hourglass.combination.quantity is 'lots of each leg';
comment on column hourglass.combination.price is 'limit, micro-dollars per GPU-hour: of a spread near less far, which may be negative; of a strip the mean of its months';
create index combination_book on hourglass.combination (code, buy, price, sequence) where live;
create index combination_party on hourglass.combination (party, sequence desc);
create index combination_expiry on hourglass.combination (expiry) where live;

-- Fills that go to the chain in one call.
create table hourglass.batch (
    id       text primary key check (length(id) = 66 and id ~ '^0x[0-9a-f]+$'),
    -- null for an exchange, which goes to both
    venue    text check (venue in ('SETTLEMENT', 'CLEARING', 'OPTIONS')),
    fills    int not null check (fills between 1 and 200),
    state    text not null check (state in ('SETTLING', 'FINAL', 'VOIDED')),
    reason   text,
    made     timestamptz not null
);

create table hourglass.trade (
    -- of the two orders' numbers: they meet once, as one of them is filled then. It begins with the second the younger
    -- was placed in, so that trades of one time lie together in the index
    id            uuid primary key,
    -- the order of coming; nobody asks for a trade by it alone, so it is in no index of its own
    sequence      bigint not null generated always as identity,
    instrument    text not null,
    venue         text not null check (venue in ('SETTLEMENT', 'CLEARING', 'OPTIONS')),
    buy_order     text not null,
    sell_order    text not null,
    buyer         text not null,
    seller        text not null check (seller <> buyer),
    quantity      bigint not null check (quantity > 0),
    price         bigint not null check (price > 0),
    cash          bigint not null check (cash >= 0),
    -- predicted: the seller owns the series' capacity, so the chain pays into escrow
    escrowed      boolean not null,
    -- both legs as they are reserved in the books; null for futures and options
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
    -- until when it may be claimed to be an error and is held back from the chain
    held_until    timestamptz,
    -- how its price came about; no settlement price is made of a spread's legs, nor of what two negotiated
    kind          text not null default 'OUTRIGHT'
        check (kind in ('OUTRIGHT', 'SPREAD', 'STRIP', 'RECTANGLE', 'PURCHASE', 'EXCHANGE', 'SWAP')),
    -- all trades of one such id settle in one call, or none does
    linked        uuid,
    check ((state = 'FINAL') = (transaction is not null)),
    check (state <> 'VOIDED' or reason is not null),
    check (batch is not null or state <> 'FINAL'),
    check ((kind = 'OUTRIGHT') = (linked is null))
) with (fillfactor = 60);
comment on column hourglass.trade.quantity is 'µGPU-hours, or lots';
comment on column hourglass.trade.cash is 'micro-dollars the buyer pays for hours; 0 for futures and options';
-- Whatever is in no batch waits for one. No index here is on what settlement changes (state, transaction,
-- block): with room on the page, a trade that becomes final touches none of them.
create index trade_unsettled on hourglass.trade (venue, sequence) where batch is null;
-- What a party has on its way of what is margined, however much it has traded. Hours are covered by what is set aside.
create index trade_unsettled_buyer on hourglass.trade (buyer) where batch is null and venue <> 'SETTLEMENT';
create index trade_unsettled_seller on hourglass.trade (seller) where batch is null and venue <> 'SETTLEMENT';
create index trade_linked on hourglass.trade (linked) where batch is null and linked is not null;
create index trade_purchase on hourglass.trade (linked) where kind = 'PURCHASE';
create index trade_batch on hourglass.trade (batch, sequence) where batch is not null;
create index trade_prints on hourglass.trade (instrument, sequence desc);
create index trade_buyer on hourglass.trade (buyer, sequence desc);
create index trade_seller on hourglass.trade (seller, sequence desc);
create index trade_buy_order on hourglass.trade using hash (buy_order);
create index trade_sell_order on hourglass.trade using hash (sell_order);

-- Trades on their way: those in no batch yet, and those of batches that are. Looked up so, they are found whatever
-- number of trades is through, and settlement changes no index of them.
create index batch_settling on hourglass.batch (id) where state = 'SETTLING';
create view hourglass.settling_trade as
select t.* from hourglass.trade t where t.batch is null and t.state = 'SETTLING'
union all
select t.* from hourglass.batch b join hourglass.trade t on t.batch = b.id
where b.state = 'SETTLING' and t.state = 'SETTLING';
grant select on hourglass.settling_trade to hourglass_service, hourglass_auditor;

-- How far the hours of an exchange may be priced from its futures, from a day on. Data, so that it can change by
-- a row.
create table hourglass.exchange_terms (
    effective     date primary key,
    basis_percent int not null check (basis_percent between 1 and 1000),
    notice_days   int not null default 5 check (notice_days > 0)
);
comment on column hourglass.exchange_terms.basis_percent is 'of the future''s price, either way';
insert into hourglass.exchange_terms values ('2020-01-01', 50);

-- Trades that two parties negotiate with each other: what one of them proposed, and signed for. What it signed
-- are rows of market_order that are in no book, part_of this.
create table hourglass.proposal (
    id           text primary key check (length(id) = 66 and id ~ '^0x[0-9a-f]+$'),
    -- the order of coming
    sequence     bigint generated always as identity,
    kind         text not null check (kind in ('EXCHANGE', 'SWAP')),
    -- the future, or the strip of futures
    code         text not null,
    proposer     text not null,
    counterparty text not null check (counterparty <> proposer),
    -- whether the proposer buys the futures: it sells the hours then, or pays the fixed price
    buys         boolean not null,
    lots         bigint not null check (lots > 0),
    price        bigint not null check (price > 0),
    series       text,
    hours_price  bigint check (hours_price > 0),
    proposed     timestamptz not null,
    -- when it lapses, if nobody has answered
    expires      timestamptz not null check (expires > proposed),
    check ((kind = 'EXCHANGE') = (series is not null)),
    check ((series is null) = (hours_price is null))
);
comment on column hourglass.proposal.price is 'of the futures, micro-dollars per GPU-hour';
comment on column hourglass.proposal.hours_price is 'of the hours, micro-dollars per GPU-hour';
create index proposal_proposer on hourglass.proposal (proposer, sequence desc);
create index proposal_counterparty on hourglass.proposal (counterparty, sequence desc);

-- What became of it; nothing, where it lapsed. What follows of an acceptance, its trades say.
create table hourglass.proposal_answer (
    proposal text primary key references hourglass.proposal (id),
    answer   text not null check (answer in ('ACCEPTED', 'DECLINED', 'WITHDRAWN')),
    reason   text check (length(reason) between 1 and 1000),
    answered timestamptz not null
);
create trigger append_only before update or delete or truncate on hourglass.exchange_terms
    for each statement execute function hourglass.refuse_change();
create trigger append_only before update or delete or truncate on hourglass.proposal
    for each statement execute function hourglass.refuse_change();
create trigger append_only before update or delete or truncate on hourglass.proposal_answer
    for each statement execute function hourglass.refuse_change();
grant select, insert on hourglass.exchange_terms, hourglass.proposal, hourglass.proposal_answer to hourglass_service;
grant select on hourglass.exchange_terms, hourglass.proposal, hourglass.proposal_answer to hourglass_auditor;

-- What orders and trades refer to is there: looked at once a set, where a foreign key looks once a row and
-- a reference. Nobody has the right to delete what is referred to, or to change what refers.
-- It goes by keys: a plan from when the tables were small would read all of them.
create function hourglass.require_references() returns trigger language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
    stray text;
begin
    if tg_table_name = 'market_order' then
        select n.id into stray from written n
            left join hourglass.instrument i on i.id = n.instrument
            left join hourglass.party p on p.name = n.party
            left join hourglass.market_order o on o.id = n.replaces
        where i.id is null or p.name is null or (n.replaces is not null and o.id is null)
        limit 1;
    else
        -- an order is got by its id before anything else of it is asked ("offset 0"): the other columns have
        -- an index too, by which each trade would read a whole side of its book
        select n.id::text into stray from written n
            left join lateral (select o.buy, o.party, o.instrument from hourglass.market_order o
                where o.id = n.buy_order offset 0) b on true
            left join lateral (select o.buy, o.party, o.instrument from hourglass.market_order o
                where o.id = n.sell_order offset 0) s on true
        where (b.buy, b.party, b.instrument) is distinct from (true, n.buyer, n.instrument)
            or (s.buy, s.party, s.instrument) is distinct from (false, n.seller, n.instrument)
        limit 1;
    end if;
    if stray is not null then
        raise foreign_key_violation using message = format('%s %s refers to what is not there', tg_table_name, stray);
    end if;
    return null;
end $$;
create trigger references_are_there after insert on hourglass.market_order referencing new table as written
    for each statement execute function hourglass.require_references();
create trigger references_are_there after insert on hourglass.trade referencing new table as written
    for each statement execute function hourglass.require_references();

-- A trade that was held back is voided when one person says that it is an error and another agrees.
create table hourglass.error_claim (
    trade    uuid primary key references hourglass.trade (id),
    claimant text not null check (length(claimant) between 1 and 100),
    reason   text not null check (length(reason) between 1 and 1000),
    claimed  timestamptz not null,
    unique (trade, claimant)
);
create table hourglass.error_agreement (
    trade    uuid primary key,
    claimant text not null,
    approver text not null check (length(approver) between 1 and 100),
    agreed   timestamptz not null,
    foreign key (trade, claimant) references hourglass.error_claim (trade, claimant),
    check (approver <> claimant)
);
create trigger append_only before update or delete or truncate on hourglass.error_claim
    for each statement execute function hourglass.refuse_change();
create trigger append_only before update or delete or truncate on hourglass.error_agreement
    for each statement execute function hourglass.refuse_change();
create trigger append_only before update or delete or truncate on hourglass.spread_terms
    for each statement execute function hourglass.refuse_change();
create trigger append_only before update or delete or truncate on hourglass.spread
    for each statement execute function hourglass.refuse_change();
create trigger append_only before update or delete or truncate on hourglass.strip
    for each statement execute function hourglass.refuse_change();
create trigger append_only before update or delete or truncate on hourglass.market_terms
    for each statement execute function hourglass.refuse_change();
create trigger append_only before update or delete or truncate on hourglass.beneficial_owner
    for each statement execute function hourglass.refuse_change();

-- Numbers are taken before a set is matched: the engine's order is theirs.
grant usage on sequence hourglass.market_order_sequence_seq to hourglass_service;
grant select, insert on hourglass.market_terms, hourglass.beneficial_owner, hourglass.error_claim, hourglass.error_agreement to hourglass_service;
grant select on hourglass.market_terms, hourglass.beneficial_owner, hourglass.error_claim, hourglass.error_agreement to hourglass_auditor;
grant select, insert on hourglass.spread_terms, hourglass.spread, hourglass.strip to hourglass_service;
grant select on hourglass.spread_terms, hourglass.spread, hourglass.strip, hourglass.combination to hourglass_auditor;
grant select, insert, update on hourglass.combination to hourglass_service;
grant select, insert, update on hourglass.instrument, hourglass.market_order, hourglass.batch, hourglass.trade to hourglass_service;
grant select on hourglass.instrument, hourglass.market_order, hourglass.batch, hourglass.trade to hourglass_auditor;
