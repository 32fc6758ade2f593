-- The index: observations, fixings with their receipts, votes, curves. Prices are micro-dollars
-- per GPU-hour.

-- ---------------------------------------------------------------- observations

-- What a price source means by a GPU's name. What is not here is refused, never guessed.
create table hourglass.gpu_name (
    name      text primary key check (length(name) between 1 and 64),
    gpu_class text not null references hourglass.gpu_class (name)
);
insert into hourglass.gpu_name (name, gpu_class) values
    ('H100', 'H100-SXM-80GB'),
    ('H100-PCIE', 'H100-PCIE-80GB'),
    ('H100-NVL', 'H100-NVL-94GB'),
    ('H200', 'H200-SXM-141GB'),
    ('H200-NVL', 'H200-NVL-141GB'),
    ('B200', 'B200-SXM-180GB'),
    ('B300', 'B300-SXM-288GB'),
    ('A100-80GB', 'A100-SXM-80GB'),
    ('A100-40GB', 'A100-SXM-40GB'),
    ('A100-80GB-PCIE', 'A100-PCIE-80GB'),
    ('L4', 'L4-PCIE-24GB'),
    ('L40S', 'L40S-PCIE-48GB');

-- Providers whose own platform sells most of what they have; all others rent out GPUs.
create table hourglass.hyperscaler (
    provider text primary key check (length(provider) between 1 and 64)
);
insert into hourglass.hyperscaler (provider) values ('aws'), ('azure'), ('gcp'), ('oracle cloud');

create table hourglass.price_load (
    id           uuid primary key,
    source       text not null check (length(source) between 1 and 200),
    rows         bigint not null check (rows >= 0),
    accepted     bigint not null check (accepted between 0 and rows),
    observations bigint not null check (observations >= 0),
    refused      jsonb not null,
    loaded       timestamptz not null
);
comment on table hourglass.price_load is 'Each file that was read: nothing is dropped in silence';

-- The id is made of the row's content, so the same price is never counted twice. The key begins
-- with the class, along which the table can be distributed. No foreign keys: rows come by the ten
-- thousand from one place that has looked the class up.
create table hourglass.observation (
    gpu_class   text not null,
    kind        text not null check (kind in ('ON_DEMAND', 'SPOT', 'COMMIT_1Y', 'COMMIT_3Y')),
    observed    timestamptz not null,
    id          uuid not null,
    evidence    text not null check (evidence in ('LISTED', 'EXECUTABLE', 'EXECUTED')),
    provider    text not null check (length(provider) between 1 and 64),
    region      text not null check (length(region) between 1 and 64),
    -- names the offer at its provider; the latest word on an offer stands
    offer       text not null,
    gpu_count   integer not null check (gpu_count > 0),
    price       bigint not null check (price > 0),
    source      text not null,
    licence     text not null,
    load        uuid not null,
    line        bigint not null,
    -- order of arrival: what the engine has not seen yet
    number      bigint generated always as identity,
    primary key (gpu_class, kind, observed, id)
);
create unique index observation_number on hourglass.observation (number);

-- ---------------------------------------------------------------- fixings

create table hourglass.methodology (
    version   text primary key,
    hash      text not null unique check (hash ~ '^0x[0-9a-f]{64}$'),
    document  text not null,
    effective date not null,
    -- of all but the first: the kind of change, who proposed it and when
    notice    text check (notice in ('CLARIFICATION', 'MATERIAL', 'DESIGN')),
    proposer  text check (length(proposer) between 1 and 100),
    proposed  timestamptz,
    check (num_nulls(notice, proposer, proposed) in (0, 3)),
    unique (version, proposer),
    constraint hash_is_of_document check (hash = '0x' || encode(sha256(convert_to(document, 'UTF8')), 'hex'))
);

-- Four eyes: nobody approves their own.
create table hourglass.methodology_approval (
    version  text primary key,
    proposer text not null,
    approver text not null check (length(approver) between 1 and 100),
    approved timestamptz not null,
    foreign key (version, proposer) references hourglass.methodology (version, proposer),
    check (approver <> proposer)
);

create table hourglass.receipt (
    digest   text primary key check (digest ~ '^0x[0-9a-f]{64}$'),
    document text not null,
    constraint digest_is_of_document
        check (digest = '0x' || encode(sha256(convert_to(document, 'UTF8')), 'hex'))
);
comment on table hourglass.receipt is 'All it takes to make a fixing again; canonical JSON under its SHA-256';

-- One row a day, index and status; a gap has no value and says why. Never updated: a final fixing
-- is never restated, a correction is a row of its own.
create table hourglass.fixing (
    index_name          text not null,
    day                 date not null,
    status              text not null check (status in ('PROVISIONAL', 'FINAL', 'CORRECTION')),
    number              integer not null default 1 check (number > 0),
    gpu_class           text not null references hourglass.gpu_class (name),
    kind                text not null check (kind in ('ON_DEMAND', 'SPOT', 'COMMIT_1Y', 'COMMIT_3Y')),
    value               bigint check (value > 0),
    band                bigint check (band >= 0),
    basis               text check (basis in ('FIRM', 'WIDENED', 'CARRIED', 'DETERMINED')),
    gap                 text[],
    providers           integer not null check (providers >= 0),
    offers              integer not null check (offers >= 0),
    leave_one_out       bigint check (leave_one_out >= 0),
    effective_providers integer check (effective_providers >= 0),
    cost_to_move        bigint check (cost_to_move >= 0),
    methodology         text not null references hourglass.methodology (version),
    digest              text not null references hourglass.receipt (digest),
    -- the last observation the engine had seen
    seen                bigint not null,
    reason              text,
    published           timestamptz not null,
    primary key (index_name, day, status, number),
    check ((value is null) = (gap is not null)),
    check (num_nulls(value, band, basis) in (0, 3)),
    check (status = 'CORRECTION' or number = 1),
    check ((status = 'CORRECTION') = (reason is not null))
);
comment on column hourglass.fixing.effective_providers is 'in thousandths';
create index fixing_digest on hourglass.fixing (digest);
create index fixing_day on hourglass.fixing (day, status);

-- What two people determine where a day would be a gap; in the receipts of the final.
create table hourglass.determination (
    index_name text not null,
    day        date not null,
    number     integer not null check (number > 0),
    value      bigint not null check (value > 0),
    band       bigint not null check (band >= 0),
    reason     text not null check (length(reason) between 1 and 1000),
    proposer   text not null check (length(proposer) between 1 and 100),
    proposed   timestamptz not null,
    primary key (index_name, day, number),
    unique (index_name, day, number, proposer)
);

-- One a day, and never by who proposed it.
create table hourglass.determination_approval (
    index_name text not null,
    day        date not null,
    number     integer not null,
    proposer   text not null,
    approver   text not null check (length(approver) between 1 and 100),
    approved   timestamptz not null,
    primary key (index_name, day),
    foreign key (index_name, day, number, proposer)
        references hourglass.determination (index_name, day, number, proposer),
    check (approver <> proposer)
);

-- The basket index HGI-C: what it holds from a day on. The divisor, USD per point, is a double, exactly.
create table hourglass.basket (
    effective  date primary key,
    divisor    numeric not null check (divisor > 0),
    rebalanced timestamptz not null
);
create table hourglass.basket_constituent (
    effective  date not null references hourglass.basket (effective),
    index_name text not null,
    hours      bigint not null check (hours > 0),
    primary key (effective, index_name)
);

-- ---------------------------------------------------------------- signatures of contributors

create table hourglass.contributor (
    name       text primary key check (name ~ '^[a-z][a-z0-9-]{1,31}$'),
    address    text not null unique check (address ~ '^0x[0-9a-f]{40}$'),
    registered timestamptz not null
);

create table hourglass.fixing_vote (
    index_name text not null,
    day        date not null,
    address    text not null references hourglass.contributor (address),
    signature  text not null,
    submitted  timestamptz not null,
    primary key (index_name, day, address)
);

-- A final fixing on its way to the FixingOracle.
create table hourglass.publication (
    index_name  text not null,
    day         date not null,
    stage       text not null default 'PLANNED' check (stage in ('PLANNED', 'FINAL', 'VOIDED')),
    transaction text check (transaction ~ '^0x[0-9a-f]{64}$'),
    block       bigint,
    reason      text,
    planned     timestamptz not null,
    primary key (index_name, day)
);

-- ---------------------------------------------------------------- forward curves

create table hourglass.curve (
    gpu_class text not null references hourglass.gpu_class (name),
    day       date not null,
    digest    text not null check (digest ~ '^0x[0-9a-f]{64}$'),
    inputs    text not null,
    published timestamptz not null,
    primary key (gpu_class, day),
    constraint digest_is_of_inputs check (digest = '0x' || encode(sha256(convert_to(inputs, 'UTF8')), 'hex'))
);

create table hourglass.curve_point (
    gpu_class text not null,
    day       date not null,
    month     date not null check (extract(day from month) = 1),
    price     bigint not null check (price > 0),
    primary key (gpu_class, day, month),
    foreign key (gpu_class, day) references hourglass.curve (gpu_class, day)
);

do $$
declare
    name text;
begin
    foreach name in array array['gpu_name', 'hyperscaler', 'price_load', 'observation', 'methodology', 'methodology_approval', 'determination', 'determination_approval', 'basket', 'basket_constituent', 'receipt', 'fixing',
                                'contributor', 'fixing_vote', 'curve', 'curve_point'] loop
        execute format('create trigger append_only before update or delete or truncate
            on hourglass.%I for each statement execute function hourglass.refuse_change()', name);
    end loop;
end $$;
create trigger never_deleted before delete or truncate on hourglass.publication
    for each statement execute function hourglass.refuse_change();

grant select, insert on hourglass.gpu_name, hourglass.hyperscaler, hourglass.price_load, hourglass.observation,
    hourglass.methodology, hourglass.methodology_approval, hourglass.determination,
    hourglass.determination_approval, hourglass.basket, hourglass.basket_constituent, hourglass.receipt, hourglass.fixing, hourglass.contributor,
    hourglass.fixing_vote, hourglass.curve, hourglass.curve_point to hourglass_service;
grant select, insert, update on hourglass.publication to hourglass_service;
grant select on hourglass.gpu_name, hourglass.hyperscaler, hourglass.price_load, hourglass.observation,
    hourglass.methodology, hourglass.methodology_approval, hourglass.determination,
    hourglass.determination_approval, hourglass.basket, hourglass.basket_constituent, hourglass.receipt, hourglass.fixing, hourglass.contributor,
    hourglass.fixing_vote, hourglass.publication, hourglass.curve, hourglass.curve_point
    to hourglass_auditor;
