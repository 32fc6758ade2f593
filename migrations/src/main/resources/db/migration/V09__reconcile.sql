-- Reconciliation: what the books, the mirror and the chain each say at one final block, and every
-- difference, with who is to act and how it was closed.

create table hourglass.reconcile_run (
    run uuid primary key,
    block bigint not null,
    block_hash text not null,
    ran_at timestamptz not null default clock_timestamp(),
    rows int not null check (rows >= 0)
);
create index reconcile_run_latest on hourglass.reconcile_run (ran_at);

create table hourglass.reconcile_row (
    run uuid not null references hourglass.reconcile_run (run),
    measure text not null
        check (measure in ('VAULT', 'FUND_UNITS', 'POSITION', 'MARGIN', 'SHARE', 'OPTION', 'COLLATERAL',
            'DOLLARS', 'UNMINTED', 'EVENT')),
    asset text not null,
    holder text not null,
    -- the asset and the holder as a person calls them
    code text not null,
    name text not null,
    books bigint not null,
    mirror bigint not null,
    -- null where the chain has no such figure
    chain bigint,
    primary key (run, measure, asset, holder)
);

create table hourglass.reconcile_break (
    id uuid primary key,
    opened_run uuid not null references hourglass.reconcile_run (run),
    measure text not null,
    asset text not null,
    holder text not null,
    kind text not null
        check (kind in ('TIMING', 'MISSING_ON_CHAIN', 'MISSING_IN_BOOKS', 'AMOUNT', 'ORPHANED')),
    -- the room that has to act
    owner text not null,
    opened_at timestamptz not null default clock_timestamp()
);

-- The runs in which a break was there.
create table hourglass.break_sighting (
    run uuid not null references hourglass.reconcile_run (run),
    break uuid not null references hourglass.reconcile_break (id),
    primary key (run, break)
);

create table hourglass.break_closure (
    break uuid primary key references hourglass.reconcile_break (id),
    reason text not null check (length(trim(reason)) > 0),
    first_person text not null,
    second_person text not null,
    closed_at timestamptz not null default clock_timestamp(),
    check (lower(trim(first_person)) <> lower(trim(second_person)))
);
comment on table hourglass.break_closure is 'A reason and two different people';

do $$
declare
    name text;
begin
    foreach name in array array['reconcile_run', 'reconcile_row', 'reconcile_break',
                                'break_sighting', 'break_closure'] loop
        execute format('create trigger append_only before update or delete or truncate
            on hourglass.%I for each statement execute function hourglass.refuse_change()', name);
        execute format('grant select, insert on hourglass.%I to hourglass_service', name);
        execute format('grant select on hourglass.%I to hourglass_auditor', name);
    end loop;
end $$;
