-- Options: series on a month's mean price, what their terms say, positions, what is set aside for orders.

-- Which options there are (rulebook), from a day on. Data, so that it can change by a row.
create table hourglass.option_terms (
    effective    date primary key,
    tick         bigint not null check (tick > 0),
    -- a strike in a name is in thousandths of a dollar
    strike_step  bigint not null check (strike_step > 0 and strike_step % 1000 = 0),
    strikes      int not null check (strikes between 0 and 50),
    cap_steps    int not null check (cap_steps > 0),
    order_max    bigint not null check (order_max > 0),
    notice_days  int not null default 5 check (notice_days > 0)
);
comment on column hourglass.option_terms.tick is 'of a premium, micro-dollars per GPU-hour';
comment on column hourglass.option_terms.strike_step is 'micro-dollars per GPU-hour; every strike is a multiple';
comment on column hourglass.option_terms.strikes is 'listed on each side of the one nearest to the future''s settlement price';
comment on column hourglass.option_terms.cap_steps is 'of the strike step: how far above its strike a call pays no more';
comment on column hourglass.option_terms.order_max is 'lots';
insert into hourglass.option_terms values ('2020-01-01', 1000, 250000, 3, 10, 5000);

create table hourglass.option_series (
    id      text primary key check (length(id) = 66 and id ~ '^0x[0-9a-f]+$'),
    name    text not null unique,
    future  text not null references hourglass.future (id),
    type    text not null check (type in ('CALL', 'PUT')),
    strike  bigint not null check (strike > 0),
    -- what a call pays no more above
    cap     bigint check (cap > strike),
    state   text not null check (state in ('LISTING', 'LISTED', 'SETTLED', 'VOIDED')),
    -- what the future settled at, and what a lot paid then
    price   bigint check (price > 0),
    payout  bigint check (payout >= 0),
    reason  text,
    listed  timestamptz not null,
    check ((type = 'CALL') = (cap is not null)),
    check ((state = 'SETTLED') = (price is not null)),
    check ((price is null) = (payout is null))
);
comment on column hourglass.option_series.strike is 'micro-dollars per GPU-hour, as are cap and price';
comment on column hourglass.option_series.payout is 'micro-dollars a lot';
create index option_series_future on hourglass.option_series (future, strike, type);

-- What a party holds of a series, by the chain's word: a row each time it changes, the latest stands.
create table hourglass.option_position (
    series      text not null references hourglass.option_series (id),
    party       text not null references hourglass.party (name),
    version     bigint not null check (version > 0),
    cause       text not null check (cause in ('TRADE', 'PAID')),
    change      bigint not null check (change <> 0),
    lots        bigint not null,
    block       bigint not null,
    transaction text not null,
    log_index   int not null,
    primary key (series, party, version)
);
comment on column hourglass.option_position.change is 'lots; positive is bought';

-- What a party's orders in a series, and its trades on their way, may cost at worst, as it is reserved in the
-- books: a row each time it changes, the latest stands.
create table hourglass.option_cover (
    series  text not null references hourglass.option_series (id),
    party   text not null references hourglass.party (name),
    version bigint not null check (version > 0),
    units   bigint not null check (units >= 0),
    pending uuid,
    made    timestamptz not null,
    primary key (series, party, version),
    check ((units = 0) = (pending is null))
);
comment on column hourglass.option_cover.units is 'micro-dollars';

-- Who was to be paid by which call; whose list failed is tried alone.
create table hourglass.option_payment (
    series  text not null references hourglass.option_series (id),
    party   text not null references hourglass.party (name),
    attempt int not null check (attempt in (1, 2)),
    intent  text not null,
    planned timestamptz not null,
    primary key (series, party, attempt)
);
create index option_payment_intent on hourglass.option_payment (intent);

grant select, insert on hourglass.option_terms, hourglass.option_position, hourglass.option_cover, hourglass.option_payment to hourglass_service;
grant select, insert, update on hourglass.option_series to hourglass_service;
grant select on hourglass.option_terms, hourglass.option_series, hourglass.option_position, hourglass.option_cover, hourglass.option_payment to hourglass_auditor;

create trigger append_only before update or delete on hourglass.option_terms
    for each statement execute function hourglass.refuse_change();
create trigger append_only before update or delete on hourglass.option_position
    for each statement execute function hourglass.refuse_change();
create trigger append_only before update or delete on hourglass.option_cover
    for each statement execute function hourglass.refuse_change();
create trigger append_only before update or delete on hourglass.option_payment
    for each statement execute function hourglass.refuse_change();
