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
    -- the file it came in; of what a contributor signed there is none, see contribution
    load        uuid,
    line        bigint,
    -- order of arrival: what the engine has not seen yet
    number      bigint generated always as identity,
    primary key (gpu_class, kind, observed, id),
    check (num_nulls(load, line) in (0, 2))
);
create unique index observation_number on hourglass.observation (number);

-- ---------------------------------------------------------------- fixings

create table hourglass.methodology (
    version   text primary key,
    hash      text not null unique check (length(hash) = 66 and hash ~ '^0x[0-9a-f]+$'),
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
    digest   text primary key check (length(digest) = 66 and digest ~ '^0x[0-9a-f]+$'),
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

-- The basket index HGI-C: what it is to hold from a day on, as one person proposes it ...
create table hourglass.basket_proposal (
    effective date not null,
    number    integer not null check (number > 0),
    proposer  text not null check (length(proposer) between 1 and 100),
    proposed  timestamptz not null,
    primary key (effective, number),
    unique (effective, number, proposer)
);
create table hourglass.basket_constituent (
    effective  date not null,
    number     integer not null,
    index_name text not null,
    hours      bigint not null check (hours > 0),
    primary key (effective, number, index_name),
    foreign key (effective, number) references hourglass.basket_proposal (effective, number)
);
-- ... and another approves. The divisor, USD per point, is a double, exactly.
create table hourglass.basket (
    effective  date primary key,
    number     integer not null,
    proposer   text not null,
    approver   text not null check (length(approver) between 1 and 100),
    divisor    numeric not null check (divisor > 0),
    rebalanced timestamptz not null,
    foreign key (effective, number, proposer)
        references hourglass.basket_proposal (effective, number, proposer),
    check (approver <> proposer)
);

-- ---------------------------------------------------------------- contributors

-- Who signs fixings and, if it names a provider, what that provider asks.
create table hourglass.contributor (
    name       text primary key check (name ~ '^[a-z][a-z0-9-]{1,31}$'),
    address    text not null unique check (length(address) = 42 and address ~ '^0x[0-9a-f]+$'),
    provider   text check (length(provider) between 1 and 64),
    registered timestamptz not null
);
create table hourglass.contributor_retirement (
    name    text primary key references hourglass.contributor (name),
    reason  text not null check (length(reason) between 1 and 1000),
    retired timestamptz not null
);

-- A contributor has one provider (a column) and a provider one contributor (this): so what bounds a
-- provider's weight in a fixing bounds a contributor's.
create function hourglass.one_voice() returns trigger
language plpgsql set search_path = hourglass, pg_temp as $$
begin
    if exists (select 1 from contributor c where lower(c.provider) = lower(new.provider)
            and not exists (select 1 from contributor_retirement r where r.name = c.name)) then
        raise exception 'another contributor speaks for %', new.provider using errcode = 'unique_violation';
    end if;
    return new;
end $$;
create trigger one_voice before insert on hourglass.contributor
    for each row execute function hourglass.one_voice();

-- What may be contributed, how it is checked and what is paid for it, from a day on.
create table hourglass.contribution_terms (
    effective        date primary key,
    observations_max int not null check (observations_max between 1 and 1000),
    sample_ppm       int not null check (sample_ppm between 0 and 1000000),
    sample_min       int not null check (sample_min >= 0),
    tolerance_ppm    int not null check (tolerance_ppm between 0 and 1000000),
    check_days       int not null check (check_days between 1 and 30),
    pool             bigint not null check (pool >= 0),
    payer            text not null check (payer ~ '^[a-z][a-z0-9-]{1,31}$'),
    notice_days      int not null default 5 check (notice_days > 0)
);
comment on column hourglass.contribution_terms.observations_max is 'of one contributor, an index and a day';
comment on column hourglass.contribution_terms.sample_ppm is 'share of a day''s observations that is checked, millionths';
comment on column hourglass.contribution_terms.tolerance_ppm is 'how far off another source''s price one may be, millionths of it';
comment on column hourglass.contribution_terms.check_days is 'business days there are for the checks';
comment on column hourglass.contribution_terms.pool is 'micro-dollars a day, for all contributors together';
comment on column hourglass.contribution_terms.payer is 'the party of the house whose cash it is';
insert into hourglass.contribution_terms values ('2020-01-01', 8, 100000, 1, 50000, 2, 100000000, 'rewards');

-- What a contributor signed of an observation. With the observation's own columns it is all that is
-- under the signature, so anyone can check it again.
create table hourglass.contribution (
    gpu_class   text not null,
    kind        text not null,
    observed    timestamptz not null,
    id          uuid not null,
    -- the first fixing it was in time for: the one it is checked and rewarded for
    day         date not null,
    contributor text not null references hourglass.contributor (name),
    signer      text not null check (length(signer) = 42 and signer ~ '^0x[0-9a-f]+$'),
    -- SHA-256 of what the contributor saw and keeps
    seen        text not null check (length(seen) = 66 and seen ~ '^0x[0-9a-f]+$'),
    signature   text not null check (signature ~ '^0x([0-9a-f]{2})+$' and length(signature) <= 2050),
    received    timestamptz not null,
    primary key (gpu_class, kind, observed, id),
    foreign key (gpu_class, kind, observed, id) references hourglass.observation (gpu_class, kind, observed, id)
);
create index contribution_day on hourglass.contribution (day, contributor);

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
    transaction text check (length(transaction) = 66 and transaction ~ '^0x[0-9a-f]+$'),
    block       bigint,
    reason      text,
    planned     timestamptz not null,
    primary key (index_name, day)
);

-- ---------------------------------------------------------------- spot checks and rewards

-- From what each day's sample was drawn. The block was mined after the receipts were published: nobody
-- who observed or published knew the seed, and anyone can draw again.
create table hourglass.spot_draw (
    day        date primary key,
    receipts   text not null check (length(receipts) = 66 and receipts ~ '^0x[0-9a-f]+$'),
    block      bigint not null,
    block_hash text not null check (length(block_hash) = 66 and block_hash ~ '^0x[0-9a-f]+$'),
    seed       text not null,
    closes     timestamptz not null,
    drawn      timestamptz not null,
    check (closes > drawn),
    constraint seed_is_of_both
        check (seed = '0x' || encode(sha256(convert_to(receipts || block_hash, 'UTF8')), 'hex'))
);

create table hourglass.spot_check (
    gpu_class text not null,
    kind      text not null,
    observed  timestamptz not null,
    id        uuid not null,
    day       date not null references hourglass.spot_draw (day),
    primary key (gpu_class, kind, observed, id),
    foreign key (gpu_class, kind, observed, id) references hourglass.contribution (gpu_class, kind, observed, id)
);
create index spot_check_day on hourglass.spot_check (day);

-- What another source said, one finding a person. It passes by the tolerance that was in force.
create table hourglass.spot_finding (
    gpu_class     text not null,
    kind          text not null,
    observed      timestamptz not null,
    id            uuid not null,
    checker       text not null check (length(checker) between 1 and 100),
    said          bigint not null check (said > 0),
    price         bigint not null check (price > 0),
    tolerance_ppm int not null check (tolerance_ppm >= 0),
    source        text not null check (length(source) between 1 and 200),
    seen          text not null check (length(seen) = 66 and seen ~ '^0x[0-9a-f]+$'),
    passed        boolean not null,
    found         timestamptz not null,
    primary key (gpu_class, kind, observed, id, checker),
    foreign key (gpu_class, kind, observed, id) references hourglass.spot_check (gpu_class, kind, observed, id),
    check (passed = (abs(said - price)::numeric * 1000000 <= price::numeric * tolerance_ppm))
);

create table hourglass.score (
    day          date not null references hourglass.spot_draw (day),
    contributor  text not null references hourglass.contributor (name),
    observations int not null check (observations > 0),
    stood        int not null check (stood between 0 and observations),
    failed       int not null check (failed between 0 and observations),
    points       int not null check (points = case when failed > 0 then 0 else stood end),
    primary key (day, contributor)
);

create table hourglass.reward_payment (
    day   date primary key references hourglass.spot_draw (day),
    pool  bigint not null check (pool > 0),
    payer text not null references hourglass.party (name),
    entry uuid not null,
    paid  timestamptz not null
);
create table hourglass.reward (
    day         date not null references hourglass.reward_payment (day),
    contributor text not null,
    amount      bigint not null check (amount > 0),
    primary key (day, contributor),
    foreign key (day, contributor) references hourglass.score (day, contributor)
);

-- ---------------------------------------------------------------- forward curves

-- How the price of an hour is taken to move where neither futures nor rentals say what a month costs, from a day on:
-- two factors of the log price, a year, and launches of new hardware.
create table hourglass.forward_terms (
    effective                    date primary key,
    drift_percent                int not null check (drift_percent between -100 and 100),
    level_volatility_percent     int not null check (level_volatility_percent between 0 and 500),
    reversion_percent            int not null check (reversion_percent between 1 and 10000),
    deviation_volatility_percent int not null check (deviation_volatility_percent between 0 and 500),
    correlation_percent          int not null check (correlation_percent between -100 and 100),
    launch_step_percent          int not null check (launch_step_percent between -100 and 100),
    launches                     text check (launches ~ '^20[0-9]{2}-[0-9]{2}-[0-9]{2}( 20[0-9]{2}-[0-9]{2}-[0-9]{2}){0,11}$'),
    history_days                 int not null check (history_days between 1 and 3660),
    notice_days                  int not null default 5 check (notice_days > 0)
);
comment on column hourglass.forward_terms.drift_percent is 'of the level, hundredths of the log price a year';
comment on column hourglass.forward_terms.level_volatility_percent is 'of what lasts, a root of a year';
comment on column hourglass.forward_terms.reversion_percent is 'how fast a deviation fades: 150 leaves half after 169 days';
comment on column hourglass.forward_terms.deviation_volatility_percent is 'of what fades, a root of a year';
comment on column hourglass.forward_terms.launch_step_percent is 'hundredths of the log price';
comment on column hourglass.forward_terms.launches is 'days from which new hardware is expected, rising';
comment on column hourglass.forward_terms.history_days is 'of past fixings from which it is read how far the price is off its level';
-- A fifth of each kind: together the 28 % a year between the 26 and 30 that H100 and B200 moved in the year to
-- 2026-08 (rulebook, section 3). The drift takes away what the level's volatility would add to its mean. The launches
-- are NVIDIA's road map of March 2025: Rubin and Rubin Ultra in the second halves of 2026 and 2027, Feynman in 2028;
-- the days within are ours.
insert into hourglass.forward_terms values ('2020-01-01', -2, 20, 150, 20, 0, -22, '2026-10-01 2027-10-01 2028-07-01', 730);

create table hourglass.curve (
    gpu_class text not null references hourglass.gpu_class (name),
    day       date not null,
    digest    text not null check (length(digest) = 66 and digest ~ '^0x[0-9a-f]+$'),
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
    foreach name in array array['gpu_name', 'hyperscaler', 'price_load', 'observation', 'methodology',
                                'methodology_approval', 'determination', 'determination_approval',
                                'basket_proposal', 'basket_constituent', 'basket', 'receipt', 'fixing',
                                'contributor', 'contributor_retirement', 'contribution_terms', 'contribution',
                                'spot_draw', 'spot_check', 'spot_finding', 'score', 'reward_payment', 'reward',
                                'fixing_vote', 'forward_terms', 'curve', 'curve_point'] loop
        execute format('create trigger append_only before update or delete or truncate
            on hourglass.%I for each statement execute function hourglass.refuse_change()', name);
    end loop;
end $$;
create trigger never_deleted before delete or truncate on hourglass.publication
    for each statement execute function hourglass.refuse_change();

grant select, insert on hourglass.gpu_name, hourglass.hyperscaler, hourglass.price_load, hourglass.observation,
    hourglass.methodology, hourglass.methodology_approval, hourglass.determination,
    hourglass.determination_approval, hourglass.basket_proposal, hourglass.basket_constituent, hourglass.basket,
    hourglass.receipt, hourglass.fixing, hourglass.contributor, hourglass.contributor_retirement,
    hourglass.contribution, hourglass.spot_draw, hourglass.spot_check, hourglass.spot_finding, hourglass.score,
    hourglass.reward_payment, hourglass.reward, hourglass.fixing_vote, hourglass.curve, hourglass.curve_point
    to hourglass_service;
grant select on hourglass.contribution_terms, hourglass.forward_terms to hourglass_service;
grant select, insert, update on hourglass.publication to hourglass_service;
grant select on hourglass.gpu_name, hourglass.hyperscaler, hourglass.price_load, hourglass.observation,
    hourglass.methodology, hourglass.methodology_approval, hourglass.determination,
    hourglass.determination_approval, hourglass.basket_proposal, hourglass.basket_constituent, hourglass.basket,
    hourglass.receipt, hourglass.fixing, hourglass.contributor, hourglass.contributor_retirement,
    hourglass.contribution_terms, hourglass.contribution, hourglass.spot_draw, hourglass.spot_check,
    hourglass.spot_finding, hourglass.score, hourglass.reward_payment, hourglass.reward, hourglass.fixing_vote,
    hourglass.publication, hourglass.forward_terms, hourglass.curve, hourglass.curve_point
    to hourglass_auditor;
