-- The mirror: the chain's blocks and events as the service saw them, reorgs included. Nothing here
-- is ever changed but the cursor; what a reorg took away is undone by rows that say so.

create table hourglass.chain_block (
    -- order of seeing; a block that left the chain and came back has two
    position bigint generated always as identity primary key,
    number bigint not null check (number >= 0),
    hash text not null,
    parent text not null,
    mined_at timestamptz not null,
    seen_at timestamptz not null default clock_timestamp()
);
create index chain_block_number on hourglass.chain_block (number);
create index chain_block_mined on hourglass.chain_block (mined_at);

create table hourglass.orphaned_block (
    position bigint primary key references hourglass.chain_block (position),
    orphaned_at timestamptz not null default clock_timestamp()
);

create view hourglass.canonical_block as
select b.* from hourglass.chain_block b
where not exists (select 1 from hourglass.orphaned_block o where o.position = b.position);
comment on view hourglass.canonical_block is 'The blocks of the chain as it is now; one a number';

create table hourglass.chain_event (
    position bigint not null,
    log_index int not null check (log_index >= 0),
    tx_hash text not null,
    type text not null,
    event jsonb not null,
    primary key (position, log_index)
);
create index chain_event_transaction on hourglass.chain_event (tx_hash);

-- What each event did to balances on chain, one row a side, signed; an orphaned event's rows are
-- followed by their opposites. The sum up to a block is what a holder has there.
create table hourglass.moved (
    position bigint not null,
    log_index int not null,
    side smallint not null check (side in (-1, 1)),
    undone boolean not null,
    block bigint not null,
    asset text not null,
    holder text not null,
    delta bigint not null,
    primary key (position, log_index, side, undone)
);
create index moved_holder on hourglass.moved (holder);

-- Events and movements are of a block that is there. They come by the thousand for a hundred blocks: a
-- foreign key would look for the block of each of them, which takes longer than storing them.
create function hourglass.require_block() returns trigger
language plpgsql set search_path = hourglass, pg_temp as $$
declare
    homeless bigint;
begin
    select f.position into homeless from (select distinct position from fresh) f
        where not exists (select 1 from chain_block b where b.position = f.position) limit 1;
    if found then
        raise exception '% names the block at %, which is not there', tg_table_name, homeless
            using errcode = 'foreign_key_violation';
    end if;
    return null;
end $$;
create trigger require_block after insert on hourglass.chain_event
    referencing new table as fresh for each statement execute function hourglass.require_block();
create trigger require_block after insert on hourglass.moved
    referencing new table as fresh for each statement execute function hourglass.require_block();

-- Final events about an address or an asset the books do not know: reconciliation shows them.
create table hourglass.stray_event (
    position bigint not null,
    log_index int not null,
    unknown text not null,
    noticed_at timestamptz not null default clock_timestamp(),
    primary key (position, log_index, unknown),
    foreign key (position, log_index) references hourglass.chain_event (position, log_index)
);

create table hourglass.mirror_cursor (
    only_row boolean primary key default true check (only_row),
    chain_id bigint not null,
    first_block bigint not null,
    -- the last block stored
    number bigint not null,
    hash text not null,
    -- the last block whose events are in the books
    final_number bigint not null,
    final_hash text not null,
    -- what the node last said
    latest bigint not null,
    safe bigint not null,
    finalized bigint not null,
    state text not null default 'FOLLOWING' check (state in ('FOLLOWING', 'HALTED')),
    reason text,
    updated_at timestamptz not null default clock_timestamp(),
    check (final_number <= number),
    check (state <> 'HALTED' or reason is not null)
);

create table hourglass.mirror_step (
    step bigint generated always as identity primary key,
    state text not null,
    reason text not null,
    operator text,
    at timestamptz not null default clock_timestamp(),
    check (state <> 'FOLLOWING' or operator is not null)
);
comment on table hourglass.mirror_step is 'Every halt, and who let it go on, and why';

do $$
declare
    name text;
begin
    foreach name in array array['chain_block', 'orphaned_block', 'chain_event', 'moved',
                                'stray_event', 'mirror_step'] loop
        execute format('create trigger append_only before update or delete or truncate
            on hourglass.%I for each statement execute function hourglass.refuse_change()', name);
        execute format('grant select, insert on hourglass.%I to hourglass_service', name);
        execute format('grant select on hourglass.%I to hourglass_auditor', name);
    end loop;
end $$;
create trigger never_deleted before delete or truncate on hourglass.mirror_cursor
    for each statement execute function hourglass.refuse_change();
grant select, insert, update on hourglass.mirror_cursor to hourglass_service;
grant select on hourglass.canonical_block to hourglass_service;
grant select on hourglass.mirror_cursor, hourglass.canonical_block to hourglass_auditor;
