-- Capacity: GPU classes, who may attest and meter, series, listings, mints, deliveries, escrow.
-- Amounts of hours are µGPU-hours, of cash micro-dollars.

-- ---------------------------------------------------------------- what may be listed, and by whose word

create table hourglass.gpu_class (
    name        text primary key check (name = model || '-' || form_factor || '-' || memory_gb || 'GB'),
    model       text not null check (model ~ '^[A-Z]{1,4}[0-9]{1,4}[A-Z]{0,2}$'),
    form_factor text not null check (form_factor in ('SXM', 'PCIE', 'NVL', 'OAM')),
    memory_gb   integer not null check (memory_gb between 1 and 9999),
    effective   date not null
);
comment on table hourglass.gpu_class is 'The classes that may be listed and indexed, and since when';

insert into hourglass.gpu_class (name, model, form_factor, memory_gb, effective) values
    ('A100-SXM-40GB', 'A100', 'SXM', 40, '2020-01-01'),
    ('A100-SXM-80GB', 'A100', 'SXM', 80, '2020-01-01'),
    ('A100-PCIE-80GB', 'A100', 'PCIE', 80, '2020-01-01'),
    ('L4-PCIE-24GB', 'L4', 'PCIE', 24, '2020-01-01'),
    ('L40S-PCIE-48GB', 'L40S', 'PCIE', 48, '2020-01-01'),
    ('H100-SXM-80GB', 'H100', 'SXM', 80, '2020-01-01'),
    ('H100-PCIE-80GB', 'H100', 'PCIE', 80, '2020-01-01'),
    ('H100-NVL-94GB', 'H100', 'NVL', 94, '2020-01-01'),
    ('H200-SXM-141GB', 'H200', 'SXM', 141, '2020-01-01'),
    ('H200-NVL-141GB', 'H200', 'NVL', 141, '2020-01-01'),
    ('B200-SXM-180GB', 'B200', 'SXM', 180, '2020-01-01'),
    ('B300-SXM-288GB', 'B300', 'SXM', 288, '2020-01-01');

-- Who may sign attestations and meter readings. A change is a new row; the latest counts.
create table hourglass.signatory (
    role     text not null check (role in ('ATTESTER', 'METER')),
    address  text not null check (length(address) = 42 and address ~ '^0x[0-9a-f]+$'),
    number   integer not null check (number > 0),
    allowed  boolean not null,
    reason   text not null,
    recorded timestamptz not null,
    primary key (role, address, number)
);

-- ---------------------------------------------------------------- series

create table hourglass.series (
    name      text primary key,
    id        text not null unique check (length(id) = 66 and id ~ '^0x[0-9a-f]+$'),
    gpu_class text not null references hourglass.gpu_class (name),
    region    text not null check (region in ('us', 'ca', 'latam', 'eu', 'uk', 'mea', 'apac')),
    month     date not null check (extract(day from month) = 1),
    starts    timestamptz not null,
    expires   timestamptz not null check (expires > starts),
    stage     text not null default 'PLANNED' check (stage in ('PLANNED', 'OPEN', 'EXPIRED', 'VOIDED')),
    reason    text,
    opened    timestamptz not null,
    unique (gpu_class, region, month)
);
create index series_open on hourglass.series (expires) where stage = 'OPEN';

-- ---------------------------------------------------------------- listings

create table hourglass.listing (
    id           text primary key check (length(id) between 1 and 100),
    owner        text not null references hourglass.party (name),
    series       text not null references hourglass.series (name),
    gpu_count    integer not null check (gpu_count > 0),
    hours        bigint not null check (hours > 0),
    benchmark    bigint not null check (benchmark >= 0),
    serials_hash text not null check (length(serials_hash) = 66 and serials_hash ~ '^0x[0-9a-f]+$'),
    attestation  text not null unique check (length(attestation) = 66 and attestation ~ '^0x[0-9a-f]+$'),
    attester     text not null,
    signature    text not null,
    expires      timestamptz not null,
    stage        text not null default 'PLANNED' check (stage in ('PLANNED', 'FINAL', 'VOIDED')),
    reason       text,
    asked        timestamptz not null
);
create index listing_owner on hourglass.listing (owner, asked);
create index listing_planned on hourglass.listing (series, serials_hash) where stage = 'PLANNED';

-- A serial backs one listing a month: the index refuses the second, whoever brings it.
create table hourglass.listing_serial (
    serial   text not null check (serial ~ '^[A-Z0-9-]{4,64}$'),
    month    date not null,
    listing  text not null references hourglass.listing (id),
    released boolean not null default false,
    primary key (serial, month, listing)
);
create unique index serial_backs_one_listing on hourglass.listing_serial (serial, month) where not released;
create index listing_serial_listing on hourglass.listing_serial (listing);

-- ---------------------------------------------------------------- minting, delivery

create table hourglass.mint (
    id     text primary key check (length(id) between 1 and 100),
    series text not null references hourglass.series (name),
    owner  text not null references hourglass.party (name),
    units  bigint not null check (units > 0),
    stage  text not null default 'PLANNED' check (stage in ('PLANNED', 'FINAL', 'VOIDED')),
    reason text,
    asked  timestamptz not null
);
create index mint_owner on hourglass.mint (owner, series);

create table hourglass.delivery (
    id        text primary key check (length(id) = 66 and id ~ '^0x[0-9a-f]+$'),
    request   text not null unique check (length(request) between 1 and 100),
    series    text not null references hourglass.series (name),
    holder    text not null,
    owner     text not null references hourglass.party (name),
    units     bigint not null check (units > 0),
    due       timestamptz not null,
    promised  integer not null default 0 check (promised between 0 and 10000),
    delivered bigint not null default 0,
    failed    bigint not null default 0 check (failed >= 0),
    paid      bigint not null default 0 check (paid >= 0),
    value     bigint not null default 0 check (value >= 0),
    credited  bigint not null default 0 check (credited >= 0),
    repaid    bigint not null default 0 check (repaid >= 0),
    stage     text not null default 'PLANNED' check (stage in ('PLANNED', 'FINAL', 'VOIDED')),
    reason    text,
    asked     timestamptz not null,
    check (delivered >= 0 and delivered + failed <= units)
);
comment on column hourglass.delivery.due is 'by when all of it is owed';
comment on column hourglass.delivery.promised is 'the owner''s service level when it was routed, ten-thousandths';
comment on column hourglass.delivery.value is 'in escrow for it when it was redeemed';
comment on column hourglass.delivery.failed is 'hours that will not be delivered under it';
comment on column hourglass.delivery.holder is 'the party, or the address of a holder the books do not know';
create index delivery_owner on hourglass.delivery (owner, series);
create index delivery_holder on hourglass.delivery (holder);

create table hourglass.reading (
    id         text primary key check (length(id) between 1 and 100),
    delivery   text not null references hourglass.delivery (id),
    cumulative bigint not null check (cumulative > 0),
    meter      text not null,
    signature  text not null,
    paid       bigint,
    stage      text not null default 'PLANNED' check (stage in ('PLANNED', 'FINAL', 'VOIDED')),
    reason     text,
    asked      timestamptz not null
);
create unique index reading_grows on hourglass.reading (delivery, cumulative) where stage <> 'VOIDED';

-- What an owner was paid for and has not delivered yet, as the Delivery contract counts it.
--   sold: hours sold and not delivered; owed: those of them redeemed; promised: redemptions that
--   reserved or planned and not final. 0 <= owed <= sold at all times; what a holder redeems on chain by
--   itself may take what was promised, and the promise is then broken by the chain.
create table hourglass.escrow (
    series   text not null references hourglass.series (name),
    owner    text not null references hourglass.party (name),
    sold     bigint not null default 0 check (sold >= 0),
    owed     bigint not null default 0 check (owed >= 0),
    promised bigint not null default 0 check (promised >= 0),
    cash     bigint not null default 0 check (cash >= 0),
    paid     bigint not null default 0 check (paid >= 0),
    released bigint not null default 0 check (released >= 0),
    repaid   bigint not null default 0 check (repaid >= 0),
    closing  boolean not null default false,
    primary key (series, owner),
    check (owed <= sold)
);

-- ---------------------------------------------------------------- reservations: hours asked for, routed, held

-- How deliveries are routed, from a day on. A step is micro-dollars a GPU-hour added to what a route costs.
create table hourglass.delivery_terms (
    effective    date primary key,
    hold_seconds integer not null check (hold_seconds > 0),
    region_step  bigint not null check (region_step >= 0),
    failure_step bigint not null check (failure_step >= 0),
    owner_share  integer not null check (owner_share between 1 and 10000),
    notice_days  integer not null default 5 check (notice_days > 0)
);
comment on column hourglass.delivery_terms.hold_seconds is 'how long a reservation holds its hours for a confirmation';
comment on column hourglass.delivery_terms.region_step is 'for each region the caller named before this one';
comment on column hourglass.delivery_terms.failure_step is 'for each delivery this owner has failed';
comment on column hourglass.delivery_terms.owner_share is
    'ten-thousandths: the most one owner delivers of a reservation that asks for failover';
insert into hourglass.delivery_terms values ('2020-01-01', 900, 10000, 100000, 5000);

-- What an owner promises of a series: the share of each delivery that is there in time, in
-- ten-thousandths. A change is a new row; the latest counts for what is routed after it.
create table hourglass.service_level (
    series       text not null references hourglass.series (name),
    owner        text not null references hourglass.party (name),
    number       integer not null check (number > 0),
    basis_points integer not null check (basis_points between 0 and 10000),
    recorded     timestamptz not null,
    primary key (series, owner, number)
);

create table hourglass.reservation (
    id            text primary key check (length(id) between 1 and 90),
    holder        text not null references hourglass.party (name),
    gpu_class     text not null references hourglass.gpu_class (name),
    units         bigint not null check (units > 0),
    regions       text[] not null,
    month         date,
    due           timestamptz,
    price_max     bigint check (price_max > 0),
    service_level integer not null check (service_level between 0 and 10000),
    failover      boolean not null,
    buy_max       bigint check (buy_max > 0),
    asked         timestamptz not null,
    expires       timestamptz not null,
    stage         text not null
        check (stage in ('BUYING', 'HELD', 'CONFIRMED', 'RELEASED', 'EXPIRED', 'FAILED')),
    reason        text check (stage = 'FAILED' or reason is null),
    purchase      uuid,
    check ((stage in ('BUYING', 'FAILED')) <= (purchase is not null and buy_max is not null))
);
comment on column hourglass.reservation.regions is 'in the order of preference; empty: any';
comment on column hourglass.reservation.buy_max is
    'micro-dollars: the most to pay for an hour that its holder lacks; null: nothing is bought for it';
comment on column hourglass.reservation.expires is
    'until when it may be confirmed; while hours are bought for it, until when they may come';
create index reservation_holder on hourglass.reservation (holder, asked);
create index reservation_held on hourglass.reservation (expires) where stage = 'HELD';
create index reservation_buying on hourglass.reservation (purchase) where stage = 'BUYING';

-- Where the hours come from of a reservation for which some had to be bought.
create table hourglass.reservation_source (
    reservation text not null references hourglass.reservation (id),
    series      text not null references hourglass.series (name),
    kept        bigint not null check (kept >= 0),
    bought      bigint not null check (bought >= 0),
    primary key (reservation, series),
    check (kept + bought > 0)
);
comment on column hourglass.reservation_source.kept is 'µGPU-hours its holder had, set aside until the others come';

-- The receipt of a routing: every owner that was looked at, what it was given, and why.
create table hourglass.route (
    reservation   text not null references hourglass.reservation (id),
    number        integer not null check (number > 0),
    series        text not null references hourglass.series (name),
    owner         text not null references hourglass.party (name),
    units         bigint not null check (units >= 0),
    deliverable   bigint not null check (deliverable >= units),
    price         bigint not null check (price > 0),
    cost          bigint not null check (cost >= price),
    service_level integer not null check (service_level between 0 and 10000),
    failures      integer not null check (failures >= 0),
    due           timestamptz not null,
    reason        text not null,
    primary key (reservation, number),
    unique (reservation, series, owner)
);
comment on column hourglass.route.price is 'micro-dollars a GPU-hour: what is in escrow for an hour of this owner, rounded up';
comment on column hourglass.route.cost is 'micro-dollars a GPU-hour: the price and what the terms add to it, the figure that was minimised';

-- ---------------------------------------------------------------- bonds, credits, failures

-- What an owner put up for a series, as the Delivery contract counts it.
create table hourglass.bond (
    series    text not null references hourglass.series (name),
    owner     text not null references hourglass.party (name),
    cash      bigint not null default 0 check (cash >= 0),
    starts    timestamptz not null,
    pace      bigint not null default 0 check (pace >= 0),
    closing   boolean not null default false,
    primary key (series, owner)
);
comment on column hourglass.bond.pace is 'µGPU-hours an hour from starts on: what the owner can be held to before the series ends';

create table hourglass.bond_posting (
    id     text primary key check (length(id) between 1 and 100),
    series text not null references hourglass.series (name),
    owner  text not null references hourglass.party (name),
    units  bigint not null check (units >= 0),
    pace   bigint not null check (pace >= 0),
    stage  text not null default 'PLANNED' check (stage in ('PLANNED', 'FINAL', 'VOIDED')),
    reason text,
    asked  timestamptz not null
);

-- What missed service is worth, from a day on: ten-thousandths of the price for a shortfall of at least so
-- many ten-thousandths. The Delivery contract pays no more than three tenths.
create table hourglass.credit_schedule (
    effective date not null,
    shortfall integer not null check (shortfall between 1 and 10000),
    credit    integer not null check (credit between 0 and 3000),
    primary key (effective, shortfall)
);
insert into hourglass.credit_schedule values
    ('2020-01-01', 1, 500), ('2020-01-01', 500, 1000), ('2020-01-01', 1000, 2000), ('2020-01-01', 2500, 3000);

create table hourglass.service_credit (
    delivery    text not null references hourglass.delivery (id),
    number      integer not null check (number > 0),
    measured    timestamptz not null,
    expected    bigint not null check (expected >= 0),
    metered     bigint not null check (metered between 0 and expected),
    shortfall   integer not null check (shortfall between 0 and 10000),
    cumulative  bigint not null check (cumulative >= 0),
    from_bond   bigint not null default 0 check (from_bond >= 0),
    from_escrow bigint not null default 0 check (from_escrow >= 0),
    stage       text not null check (stage in ('PLANNED', 'FINAL', 'VOIDED')),
    reason      text,
    asked       timestamptz not null,
    primary key (delivery, number)
);
comment on column hourglass.service_credit.cumulative is 'dollars due for the delivery so far, this measure included';

-- What was planned about an overdue delivery: another owner delivers, or nobody and it is repaid.
create table hourglass.failure (
    delivery    text not null references hourglass.delivery (id),
    number      integer not null check (number > 0),
    owner       text references hourglass.party (name),
    next        text check (length(next) = 66 and next ~ '^0x[0-9a-f]+$'),
    units       bigint not null check (units > 0),
    from_escrow bigint not null default 0 check (from_escrow >= 0),
    from_bond   bigint not null default 0 check (from_bond >= 0),
    stage       text not null default 'PLANNED' check (stage in ('PLANNED', 'FINAL', 'VOIDED')),
    reason      text,
    asked       timestamptz not null,
    check ((owner is null) = (next is null)),
    primary key (delivery, number)
);
comment on column hourglass.failure.next is 'the delivery that takes its place';

-- Whose hours were asked to expire, so that nobody's are asked for twice.
create table hourglass.expiry (
    series text not null references hourglass.series (name),
    holder text not null check (length(holder) = 42 and holder ~ '^0x[0-9a-f]+$'),
    intent text not null,
    units  bigint,
    stage  text not null default 'PLANNED' check (stage in ('PLANNED', 'FINAL', 'VOIDED')),
    reason text,
    asked  timestamptz not null,
    primary key (series, holder, intent)
);
create unique index expiry_planned on hourglass.expiry (series, holder) where stage = 'PLANNED';

-- ---------------------------------------------------------------- what was asked for never changes

create function hourglass.refuse_capacity_change() returns trigger
language plpgsql as $$
begin
    raise exception '% on % refused: only its stage moves on', lower(tg_op), tg_table_name
        using errcode = 'restrict_violation';
end $$;

create trigger terms_stay before update on hourglass.series for each row
    when ((old.name, old.id, old.gpu_class, old.region, old.month, old.expires)
        is distinct from (new.name, new.id, new.gpu_class, new.region, new.month, new.expires))
    execute function hourglass.refuse_capacity_change();
create trigger terms_stay before update on hourglass.listing for each row
    when ((old.id, old.owner, old.series, old.gpu_count, old.hours, old.attestation, old.signature)
        is distinct from (new.id, new.owner, new.series, new.gpu_count, new.hours, new.attestation, new.signature))
    execute function hourglass.refuse_capacity_change();
create trigger terms_stay before update on hourglass.mint for each row
    when ((old.id, old.series, old.owner, old.units) is distinct from (new.id, new.series, new.owner, new.units))
    execute function hourglass.refuse_capacity_change();
create trigger terms_stay before update on hourglass.bond_posting for each row
    when ((old.id, old.series, old.owner, old.units, old.pace)
        is distinct from (new.id, new.series, new.owner, new.units, new.pace))
    execute function hourglass.refuse_capacity_change();
create trigger terms_stay before update on hourglass.service_credit for each row
    when (old.stage <> 'PLANNED' or (old.measured, old.expected, old.metered, old.shortfall, old.cumulative)
        is distinct from (new.measured, new.expected, new.metered, new.shortfall, new.cumulative))
    execute function hourglass.refuse_capacity_change();
create trigger terms_stay before update on hourglass.failure for each row
    when (old.stage <> 'PLANNED' or (old.owner, old.next) is distinct from (new.owner, new.next))
    execute function hourglass.refuse_capacity_change();
create trigger terms_stay before update on hourglass.reservation for each row
    when (old.stage not in ('BUYING', 'HELD') or new.stage = 'BUYING'
        or (old.id, old.holder, old.gpu_class, old.units, old.due, old.asked, old.purchase)
            is distinct from (new.id, new.holder, new.gpu_class, new.units, new.due, new.asked, new.purchase)
        or (old.stage = 'HELD' and old.expires <> new.expires))
    execute function hourglass.refuse_capacity_change();
create trigger readings_grow before update on hourglass.delivery for each row
    when (new.delivered < old.delivered or new.failed < old.failed or new.paid < old.paid
        or new.credited < old.credited or new.repaid < old.repaid
        or (old.id, old.series, old.holder, old.owner, old.units, old.due)
            is distinct from (new.id, new.series, new.holder, new.owner, new.units, new.due))
    execute function hourglass.refuse_capacity_change();

do $$
declare
    name text;
begin
    foreach name in array array['gpu_class', 'signatory', 'delivery_terms', 'service_level', 'route',
                                'reservation_source', 'credit_schedule'] loop
        execute format('create trigger append_only before update or delete or truncate
            on hourglass.%I for each statement execute function hourglass.refuse_change()', name);
    end loop;
    foreach name in array array['series', 'listing', 'listing_serial', 'mint', 'delivery', 'reading',
                                'escrow', 'expiry', 'reservation', 'bond', 'bond_posting', 'service_credit', 'failure'] loop
        execute format('create trigger never_deleted before delete or truncate
            on hourglass.%I for each statement execute function hourglass.refuse_change()', name);
    end loop;
end $$;

grant select, insert on hourglass.gpu_class, hourglass.signatory, hourglass.delivery_terms,
    hourglass.service_level, hourglass.route, hourglass.reservation_source, hourglass.credit_schedule
    to hourglass_service;
grant select, insert, update on hourglass.series, hourglass.listing, hourglass.listing_serial,
    hourglass.mint, hourglass.delivery, hourglass.reading, hourglass.escrow, hourglass.expiry,
    hourglass.reservation, hourglass.bond, hourglass.bond_posting, hourglass.service_credit, hourglass.failure
    to hourglass_service;
grant select on hourglass.gpu_class, hourglass.signatory, hourglass.series, hourglass.listing,
    hourglass.listing_serial, hourglass.mint, hourglass.delivery, hourglass.reading,
    hourglass.escrow, hourglass.expiry, hourglass.delivery_terms, hourglass.service_level,
    hourglass.reservation, hourglass.route, hourglass.reservation_source, hourglass.bond, hourglass.bond_posting, hourglass.credit_schedule,
    hourglass.service_credit, hourglass.failure to hourglass_auditor;
