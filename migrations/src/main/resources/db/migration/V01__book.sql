-- The books: assets, parties, accounts, and the transfers between them.
--
-- Roles (made before migration): hourglass_owner owns everything, hourglass_service works,
-- hourglass_auditor reads. Of the books the service may do one thing: add rows to transfer. A trigger
-- with the owner's rights proves each set of rows against the books as they are, and only then moves
-- the balances, which nobody else may touch.
--
-- Amounts are whole units in 64 bits. What would take a balance, or what is pending, out of ±(2^62 - 1) is
-- refused, so that whatever a set changes in sum, from one end to the other, fits in 64 bits as well.

-- The schema itself is made by Flyway, whose history lives in it.
grant usage on schema hourglass to hourglass_service, hourglass_auditor;

-- ---------------------------------------------------------------- append-only, proved by trigger

create function hourglass.refuse_change() returns trigger
language plpgsql as $$
begin
    raise exception '% on % refused: it is append-only, a correction is a new row',
        lower(tg_op), tg_table_name using errcode = 'restrict_violation';
end $$;

-- ---------------------------------------------------------------- what is counted, and for whom

create table hourglass.asset (
    code     text primary key check (code ~ '^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$'),
    scale    smallint not null check (scale between 0 and 18),
    kind     text not null check (kind in ('CASH', 'HOURS', 'UNITS', 'LOTS', 'MEMO')),
    chain_id text check (length(chain_id) = 66 and chain_id ~ '^0x[0-9a-f]+$'),
    written  text not null generated always as (code || '/' || scale) stored unique,
    opened   timestamptz not null default now()
);
create unique index asset_chain_id on hourglass.asset (chain_id, kind);

create table hourglass.party (
    name    text primary key check (name ~ '^[a-z][a-z0-9-]{1,31}$'),
    kind    text not null check (kind in ('OWNER', 'INVESTOR', 'HOUSE', 'CONTRIBUTOR', 'FUND')),
    address text not null unique check (length(address) = 42 and address ~ '^0x[0-9a-f]+$'),
    key     text,
    opened  timestamptz not null default now()
);

-- A ledger is what one posting lane writes: its entries are one order, 1, 2, 3 ..., and its head says
-- how far that order has come. Who posts moves the head in the same transaction, so whoever knows the
-- head to be theirs knows every balance of the ledger to be so as well. Its page is cleared of old heads as
-- soon as a tenth is full, so that the newest is found soon.
create table hourglass.ledger (
    id       smallint primary key,
    size     bigint not null default 0,
    recorded timestamptz not null default 'epoch'
) with (fillfactor = 10);
insert into hourglass.ledger (id) values (1);

-- An account's number is a hash of its path: nobody hands numbers out, on one machine or on many.
create function hourglass.account_id(path text) returns bigint
language sql immutable strict parallel safe as $$
    select ('x' || encode(substr(sha256(convert_to(path, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint
$$;

create table hourglass.account (
    ledger   smallint not null default 1 references hourglass.ledger (id),
    path     text not null unique
             check (length(path) <= 200 and path ~ '^[a-z][A-Za-z0-9.-]*(:[A-Za-z0-9.-]+){0,7}$'),
    id       bigint not null unique generated always as (hourglass.account_id(path)) stored,
    asset    text not null references hourglass.asset (code),
    floor    text not null check (floor in ('NOT_NEGATIVE', 'NOT_POSITIVE', 'FREE')),
    holder   text check (length(holder) = 42 and holder ~ '^0x[0-9a-f]+$'),
    metadata jsonb not null default '{}' check (length(metadata::text) <= 4096),
    opened   timestamptz not null default now(),
    primary key (ledger, path)
);
create index account_holder on hourglass.account (holder, asset) where holder is not null;
-- By how a path begins, whatever the database's collation.
create index account_prefix on hourglass.account (path text_pattern_ops);

create table hourglass.account_closure (
    ledger  smallint not null,
    account bigint not null,
    reason  text not null,
    closed  timestamptz not null default now(),
    primary key (ledger, account)
);

-- ---------------------------------------------------------------- what happened

-- The hot table: one wide row a transfer, which says what both sides have after it. An entry is the
-- rows of one sequence, of which all happen or none do; its first row carries its heading.
--
-- amount is what moved, reserved what was set aside (+) or stopped being so (-), so that every
-- balance is a plain sum of rows:
--     move      amount                          reserve          +reserved
--     post      amount, up to what is reserved  post             -reserved
--     release, expire                           -reserved
-- asked is what was asked for where it is not what happened: the limit of a move of as much as there
-- is, the part of a reservation that was posted.
--
-- nodes are the roots of the perfect subtrees of the RFC 6962 log that this entry completes, its own
-- leaf first: entry n completes as many as n has factors of two, and one. They make every node of the
-- tree a row that can be looked up.
--   leaf = SHA-256(0x00 || UTF-8 of line)             node = SHA-256(0x01 || left || right)
--   line = sequence TAB recorded TAB id TAB cause_kind TAB cause_id TAB effective
--          [TAB "reverses " id] TAB transfer {TAB transfer}
--   transfer = "move FROM TO ASSET UNITS" [" upto LIMIT"]
--            | "reserve PENDING FROM TO ASSET UNITS" [" until INSTANT"]
--            | "post PENDING" [" part UNITS"] | "release PENDING" | "expire PENDING"
-- with single spaces, ASSET as USD/6, and instants as 2027-03-01T20:00:00.000000Z.
--
-- No foreign keys here and no checks: the trigger looks every account up anyway, a set at a time, and
-- tries every row. A check is read anew from its stored text by each statement, which for a set of one
-- was a third of the time; what the trigger says is planned once a session.
create table hourglass.transfer (
    ledger       smallint not null,
    line         smallint not null,
    effective    date not null,
    sequence     bigint not null,
    recorded     timestamptz not null,
    from_account bigint not null,
    to_account   bigint not null,
    amount       bigint not null,
    reserved     bigint not null,
    from_version bigint,
    from_balance bigint,
    to_version   bigint,
    to_balance   bigint,
    asked        bigint,
    expires      timestamptz,
    pending      uuid,
    phase        text not null,
    id           uuid,
    reverses     uuid,
    lines        smallint,
    cause_kind   text,
    cause_id     text,
    nodes        bytea,
    -- with the moment, or one of two who write the same sequence would wait here for the other, and that for the
    -- head: only one of them comes to move it; the small columns together, as each would be filled up to eight bytes
    primary key (sequence, line, ledger, recorded)
) partition by range (sequence);
-- Statements: of what moved only. A reservation moves nothing, and there are more of those than of all else.
create index transfer_from on hourglass.transfer (from_account, from_version) where amount <> 0;
create index transfer_to on hourglass.transfer (to_account, to_version) where amount <> 0;
-- What a transaction on the chain caused: its hash, and the number of the event. Others are found by their ids.
create index transfer_event on hourglass.transfer (cause_id) where cause_id like '0x%:%';

-- What comes before its segment was opened is kept all the same.
create table hourglass.transfer_other partition of hourglass.transfer default;

-- An id is taken once, whatever the segment: a unique index on transfer would hold within a segment only.
-- Here and below the key begins with what tells rows apart: each comparison in the index settles at its first
-- column, where the ledger is the same in nearly all. And columns of eight bytes go before shorter ones, which
-- would be filled up to eight.
create table hourglass.entry_id (
    sequence bigint not null,
    id       uuid not null,
    ledger   smallint not null,
    primary key (id, ledger)
);

create table hourglass.pending (
    sequence     bigint not null,
    from_account bigint not null,
    to_account   bigint not null,
    amount       bigint not null,
    id           uuid not null,
    ledger       smallint not null,
    line         smallint not null,
    expires      timestamptz,
    primary key (id, ledger)
);

-- When what is still reserved expires. A row goes when its reservation is resolved, so that who looks for
-- what is due reads nothing else.
create table hourglass.deadline (
    expires timestamptz not null,
    pending uuid not null,
    ledger  smallint not null,
    primary key (pending, ledger)
);
create index deadline_expires on hourglass.deadline (ledger, expires);

create table hourglass.resolution (
    sequence bigint not null,
    amount   bigint not null,
    pending  uuid not null,
    ledger   smallint not null,
    line     smallint not null,
    outcome  text not null,
    primary key (pending, ledger)
);

-- How each account stands. The only table of the books, with the heads, that is updated: by the trigger and
-- post_move below alone, as deadline is the only one of which rows go.
-- Every update writes the whole row again, so it has no more than is proved or read with it; the path is the account's.
-- A page is left room for another version of each of its rows, so that no index changes. PostgreSQL clears a page of
-- old versions whenever less is free than was left when it was filled, which would be at every update. So a row is
-- opened wider than it stays: the first that moves it takes its room away, and then a page takes some twenty updates
-- before it is cleared.
create table hourglass.standing (
    account     bigint not null,
    posted      bigint not null default 0,
    version     bigint not null default 0,
    pending_out bigint not null default 0,
    pending_in  bigint not null default 0,
    ledger      smallint not null,
    scale       smallint not null,
    closed      boolean not null default false,
    floor       text not null,
    asset       text not null,
    room        text not null default repeat(' ', 64),
    primary key (account, ledger)
) with (fillfactor = 60);

-- The same with the account's path. A left join: PostgreSQL leaves it out where no path is asked for.
create view hourglass.balance as
select s.ledger, s.account, s.posted, s.version, s.pending_out, s.pending_in, s.closed, s.floor, s.asset, s.scale,
       a.path
from hourglass.standing s left join hourglass.account a on a.id = s.account;

-- The least and the most an account may have.
create function hourglass.least_of(floor text) returns bigint
language sql immutable parallel safe as $$
    select case floor when 'NOT_NEGATIVE' then 0 else -4611686018427387903 end
$$;
create function hourglass.most_of(floor text) returns bigint
language sql immutable parallel safe as $$
    select case floor when 'NOT_POSITIVE' then 0 else 4611686018427387903 end
$$;

-- Whether an account may stand so: what is reserved counts as gone, and what is reserved towards it as
-- come.
create function hourglass.may_stand(floor text, posted bigint, pending_out bigint, pending_in bigint)
returns boolean
language sql immutable parallel safe as $$
    select pending_out >= 0 and pending_in >= 0
        and posted - pending_out >= hourglass.least_of(floor) and posted + pending_in <= hourglass.most_of(floor)
$$;

-- Whether these can be the nodes that an entry completes: as many as its number has factors of two, and one.
create function hourglass.as_many_nodes(sequence bigint, nodes bytea) returns boolean
language sql immutable parallel safe as $$
    select length(nodes) % 32 = 0 and (1::bigint << (length(nodes) / 32 - 1)) = (sequence & -sequence)
$$;

create function hourglass.open_standing() returns trigger
language plpgsql security definer set search_path = hourglass, pg_temp as $$
begin
    insert into standing (ledger, account, asset, scale, floor)
    select o.ledger, o.id, o.asset, a.scale, o.floor from opened_now o join asset a on a.code = o.asset;
    return null;
end $$;
create trigger open_standing after insert on hourglass.account
    referencing new table as opened_now
    for each statement execute function hourglass.open_standing();

-- Sets may be sent one after the other before the first is committed. Whoever does that takes the turn of
-- each, by its last sequence, for as long as its transaction lasts; the set after it then waits here for
-- that transaction to end, however it ends, before it looks at the head. Who holds the head takes no turn,
-- so nobody waits for a turn while holding the head, and nobody waits for ever.
create function hourglass.turn(which smallint, last bigint) returns bigint
language sql immutable parallel safe as $$
    select (which::bigint << 48) + last
$$;
create function hourglass.take_turn(which smallint, last bigint) returns void
language plpgsql set search_path = hourglass, pg_temp as $$
begin
    perform pg_advisory_xact_lock_shared(turn(which, last));
    perform set_config('hourglass.in_turn', 'yes', true);
end $$;
create function hourglass.await_turn(which smallint, first bigint) returns void
language plpgsql set search_path = hourglass, pg_temp as $$
begin
    if current_setting('hourglass.in_turn', true) = 'yes' then
        perform pg_advisory_xact_lock(turn(which, first - 1));
    end if;
end $$;

-- Proves a set of rows against the books as they are, and moves the balances. Balances are sums of
-- what moved; what the rows say of them is not believed but checked, row by row. Each row takes an
-- account from (version - 1, balance - moved) to (version, balance). In a chain of such steps every
-- state but the first and the last is left as often as it is reached, so the exclusive or of all
-- their hashes is that of the two ends: a multiset hash, as in offline memory checking (Blum et al.,
-- Checking the correctness of memories, 1991). It needs no sorting.
--
-- A set that does not follow the head lost a race to another writer: 40001, ask again.
--
-- A session plans these statements once, for whatever set comes first. Left to choose, after some minutes of
-- large and small sets it took half as long again for small ones, and went on so. Looking balances up by their
-- keys is right for a set of two and for one of 8,192; a plan that reads the table is right for neither. Joined by
-- hash: with a nested loop, new books took orders at a fifth of the rate and less for their first minute or two.
create function hourglass.apply_transfers() returns trigger
language plpgsql security definer set search_path = hourglass, pg_temp
set enable_nestloop = off set enable_mergejoin = off set enable_seqscan = off set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan as $$
declare
    f record;
    wrong record;
begin
    select min(ledger) as ledger, max(ledger) as last_ledger, min(sequence) as first,
           max(sequence) as last, min(recorded) as recorded, max(recorded) as last_recorded,
           count(*) as rows, count(id) as entries, sum(lines) as lines,
           count(pending) as two_phase,
           bool_and(from_account <> to_account
               and case when line = 1
                   then num_nulls(id, lines, cause_kind, cause_id, nodes) = 0 and lines > 0
                       and as_many_nodes(sequence, nodes)
                   else num_nonnulls(id, lines, cause_kind, cause_id, nodes, reverses) = 0 end
               and num_nonnulls(from_version, from_balance, to_version, to_balance)
                   = case when amount = 0 then 0 else 4 end
               and case phase
                   when 'move' then amount > 0 and reserved = 0 and pending is null
                   when 'reserve' then amount = 0 and reserved > 0 and pending is not null
                   when 'post' then amount > 0 and amount <= -reserved and pending is not null
                   when 'release' then amount = 0 and reserved < 0 and pending is not null
                   when 'expire' then amount = 0 and reserved < 0 and pending is not null
                   else false end) as well_formed
      into f from fresh;
    if f.rows = 0 then return null; end if;

    if not f.well_formed then
        raise exception 'these rows are no transfers' using errcode = 'integrity_constraint_violation';
    end if;
    if f.ledger <> f.last_ledger or f.recorded <> f.last_recorded or f.lines <> f.rows
            or f.last - f.first + 1 <> f.entries then
        raise exception 'these rows are not whole entries, one after the other, of one moment'
            using errcode = 'integrity_constraint_violation';
    end if;
    -- where there is a row an entry, each is whole by these counts; where there are more, each is counted
    if f.rows > f.entries then
        perform from fresh group by sequence
        having max(line) <> count(*) or max(lines) is distinct from count(*);
        if found then
            raise exception 'these rows are not whole entries, each with as many as it says'
                using errcode = 'integrity_constraint_violation';
        end if;
    end if;

    perform await_turn(f.ledger, f.first);
    update ledger set size = f.last, recorded = f.recorded
    where id = f.ledger and size = f.first - 1 and recorded <= f.recorded;
    if not found then
        raise exception 'the ledger went on before entry %', f.first
            using errcode = 'serialization_failure';
    end if;

    insert into entry_id (ledger, id, sequence)
    select ledger, id, sequence from fresh where line = 1;

    with side as (
        select from_account as account, -amount as moved, reserved as going, 0 as coming,
               from_version as version, from_balance as balance from fresh
        union all
        select to_account, amount, 0, reserved, to_version, to_balance from fresh),
    change as (
        -- what a set moves to and fro may be more than any balance; what is left of it is not
        select account, sum(moved)::bigint as moved,
               coalesce(sum(going) filter (where going <> 0)::bigint, 0) as going,
               coalesce(sum(coming) filter (where coming <> 0)::bigint, 0) as coming,
               count(version) as steps, max(version) as last,
               bit_xor(hashint8extended(balance, version)
                   # hashint8extended(balance - moved, version - 1)) as chain
        from side group by account),
    applied as (
        update standing s
        set posted = s.posted + c.moved, pending_out = s.pending_out + c.going,
            pending_in = s.pending_in + c.coming, version = s.version + c.steps, room = ''
        from change c
        where s.ledger = f.ledger and s.account = any (array(select account from change))
          and s.account = c.account and not s.closed
          and (c.steps = 0 or (c.last = s.version + c.steps
               and c.chain = hashint8extended(s.posted, s.version)
                   # hashint8extended(s.posted + c.moved, c.last)))
        returning s.asset, c.moved, c.going - c.coming as reserved,
            may_stand(s.floor, s.posted, s.pending_out, s.pending_in) as may_stand)
    select (select count(*) from change) - coalesce(sum(accounts), 0) as unproved, sum(beyond) as beyond,
           string_agg(asset, ', ') filter (where moved <> 0 or reserved <> 0) as off
      into wrong
      from (select asset, count(*) as accounts, count(*) filter (where not may_stand) as beyond,
                   sum(moved) as moved, sum(reserved) as reserved
            from applied group by asset) by_asset;
    if wrong.unproved <> 0 then
        raise exception '% accounts of entries % to % do not go on from what they have',
            wrong.unproved, f.first, f.last using errcode = 'integrity_constraint_violation';
    elsif wrong.beyond > 0 then
        raise exception '% accounts of entries % to % would cross their floors or limits',
            wrong.beyond, f.first, f.last using errcode = 'integrity_constraint_violation';
    elsif wrong.off is not null then
        raise exception 'entries % to % do not balance in %', f.first, f.last, wrong.off
            using errcode = 'integrity_constraint_violation';
    end if;

    if f.two_phase > 0 then
        insert into pending (ledger, id, sequence, line, from_account, to_account, amount, expires)
        select ledger, pending, sequence, line, from_account, to_account, reserved, expires
        from fresh where phase = 'reserve';

        insert into deadline (ledger, pending, expires)
        select ledger, pending, expires from fresh where phase = 'reserve' and expires is not null;

        insert into resolution (ledger, pending, sequence, line, outcome, amount)
        select ledger, pending, sequence, line,
               case phase when 'post' then 'POSTED' when 'release' then 'RELEASED' else 'EXPIRED' end,
               amount
        from fresh where phase in ('post', 'release', 'expire');

        delete from deadline where ledger = f.ledger and pending = any (array(
            select pending from fresh where phase in ('post', 'release', 'expire')));

        -- what is reserved stands in pending as it does in these rows; what is resolved was reserved before
        select r.pending into wrong
        from fresh r left join (
                select * from pending where ledger = f.ledger and id = any (array(
                    select pending from fresh where phase in ('post', 'release', 'expire')))) p on p.id = r.pending
            and p.from_account = r.from_account and p.to_account = r.to_account
            and p.amount = -r.reserved and case r.phase
                when 'expire' then p.expires <= r.recorded
                else p.expires is null or p.expires > r.recorded end
        where r.phase in ('post', 'release', 'expire') and p.id is null limit 1;
        if found then
            raise exception 'pending % was not reserved so', wrong.pending
                using errcode = 'integrity_constraint_violation';
        end if;
    end if;
    return null;
end $$;
create trigger apply_transfers after insert on hourglass.transfer
    referencing new table as fresh for each statement
    when (current_user <> 'hourglass_owner') execute function hourglass.apply_transfers();

-- The smallest set, an entry of one movement, in one call: the same proof and the same changes, without
-- a set's tables and grouping. It writes as the owner, at whose rows the trigger above does not look. It
-- finds everything by key, the head too.
create function hourglass.post_move(
    which smallint, sequence bigint, moment timestamptz, effective date, from_account bigint,
    to_account bigint, amount bigint, from_version bigint, from_balance bigint, to_version bigint,
    to_balance bigint, asked bigint, entry uuid, reverses uuid, cause_kind text, cause_id text, nodes bytea)
returns void
language plpgsql security definer set search_path = hourglass, pg_temp
set enable_seqscan = off as $$
declare
    one text;
    other text;
begin
    if amount <= 0 or from_account = to_account or not as_many_nodes(sequence, nodes)
            or num_nulls(amount, from_account, to_account, nodes, cause_kind, cause_id) > 0 then
        raise exception 'this is no transfer' using errcode = 'integrity_constraint_violation';
    end if;

    -- first, so that the head is locked before any balance, as by every other writer
    update ledger set size = sequence, recorded = moment
    where id = which and size = sequence - 1 and recorded <= moment;
    if not found then
        raise exception 'the ledger went on before entry %', sequence
            using errcode = 'serialization_failure';
    end if;

    -- each stood within its limits, so that only the one it moves towards can be crossed
    update standing set posted = from_balance, version = from_version, room = ''
    where ledger = which and account = from_account and not closed
      and version = from_version - 1 and posted = from_balance + amount
      and from_balance - pending_out >= least_of(floor)
    returning asset into one;
    update standing set posted = to_balance, version = to_version, room = ''
    where ledger = which and account = to_account and not closed
      and version = to_version - 1 and posted = to_balance - amount
      and to_balance + pending_in <= most_of(floor)
    returning asset into other;
    if (one = other) is not true then
        raise exception 'entry % does not go on from what its accounts have', sequence
            using errcode = 'integrity_constraint_violation';
    end if;

    insert into entry_id (ledger, id, sequence) values (which, entry, sequence);
    insert into transfer (ledger, line, effective, sequence, recorded, from_account, to_account,
        amount, reserved, from_version, from_balance, to_version, to_balance, asked, phase, id,
        reverses, lines, cause_kind, cause_id, nodes)
    values (which, 1, effective, sequence, moment, from_account, to_account,
        amount, 0, from_version, from_balance, to_version, to_balance, asked, 'move', entry,
        reverses, 1, cause_kind, cause_id, nodes);
end $$;

do $$
declare
    name text;
begin
    foreach name in array array['asset', 'party', 'account', 'account_closure', 'transfer',
                                'transfer_other', 'entry_id', 'pending', 'resolution'] loop
        execute format('create trigger append_only before update or delete or truncate
            on hourglass.%I for each statement execute function hourglass.refuse_change()', name);
    end loop;
end $$;
create trigger never_deleted before delete or truncate on hourglass.standing
    for each statement execute function hourglass.refuse_change();
create trigger never_deleted before delete or truncate on hourglass.ledger
    for each statement execute function hourglass.refuse_change();

-- The segment of transfer that a sequence belongs to, whether or not there is one yet: 2^22 sequences from first on,
-- up to past. In the order of time, as the sequence is: however long the journal becomes, what is written goes into
-- indexes that are small, and who asks for a sequence reads one table.
create function hourglass.segment_of(sequence bigint)
returns table (name text, first bigint, past bigint)
language sql immutable parallel safe as $$
    select 'transfer_' || n, n << 22, (n + 1) << 22 from (values (sequence >> 22)) segment (n)
$$;

-- Opens the segment that the furthest ledger has come to and the next; answers how many were missing. A segment of
-- which rows went to transfer_other stays there. Where somebody reads the journal for long, it gives way, to be asked
-- again. A segment takes rows directly as well, with the same proof: a COPY into a partitioned table writes row by
-- row, one into a plain table a page at a time.
create function hourglass.open_segments() returns integer
language plpgsql security definer set search_path = hourglass, pg_temp set lock_timeout = '100ms' as $$
declare
    reached record;
    segment record;
    opened integer := 0;
begin
    select s.* into reached from segment_of((select max(size) from ledger)) s;
    for segment in select s.* from (values (reached.first), (reached.past)) within (sequence), segment_of(within.sequence) s loop
        if to_regclass('hourglass.' || segment.name) is not null or exists (
                select from transfer_other where sequence >= segment.first and sequence < segment.past) then
            continue;
        end if;
        perform pg_advisory_xact_lock(hashtext('hourglass.open_segments'));
        if to_regclass('hourglass.' || segment.name) is not null then
            continue;
        end if;
        execute format('create table hourglass.%I partition of hourglass.transfer
            for values from (%s) to (%s)', segment.name, segment.first, segment.past);
        execute format('create trigger append_only before update or delete or truncate
            on hourglass.%I for each statement execute function hourglass.refuse_change()', segment.name);
        execute format('create trigger apply_transfers after insert on hourglass.%I
            referencing new table as fresh for each statement
            when (current_user <> ''hourglass_owner'')
            execute function hourglass.apply_transfers()', segment.name);
        execute format('grant select on hourglass.%I to hourglass_auditor', segment.name);
        execute format('grant select, insert on hourglass.%I to hourglass_service', segment.name);
        opened := opened + 1;
    end loop;
    return opened;
exception when lock_not_available or check_violation then
    return 0;
end $$;
select hourglass.open_segments();

-- ---------------------------------------------------------------- business time

create table hourglass.business_clock (
    only_row boolean primary key default true check (only_row),
    instant  timestamptz not null
);
create function hourglass.refuse_going_back() returns trigger
language plpgsql as $$
begin
    if new.instant < old.instant then
        raise exception 'the business clock cannot go back from % to %', old.instant, new.instant
            using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger only_forward before update on hourglass.business_clock
    for each row execute function hourglass.refuse_going_back();
create trigger never_deleted before delete or truncate on hourglass.business_clock
    for each statement execute function hourglass.refuse_change();

-- ---------------------------------------------------------------- how it is read

create function hourglass.iso(moment timestamptz) returns text
language sql stable as $$
    select to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

-- Entries, one row each.
create view hourglass.entry as
select ledger, sequence, id, cause_kind, cause_id, effective, recorded, lines as transfers, reverses,
       '0x' || encode(substr(nodes, 1, 32), 'hex') as leaf
from hourglass.transfer where line = 1;

-- Postings, one row a side of each movement: a statement is
--     select * from posting where account_id = account_id('investor:ada:cash') order by version
create view hourglass.posting as
select t.ledger, t.from_account as account_id, a.path as account, t.from_version as version,
       t.sequence, t.line, a.asset, -t.amount as amount, t.from_balance as balance, t.recorded
from hourglass.transfer t join hourglass.account a on a.id = t.from_account where t.amount <> 0
union all
select t.ledger, t.to_account, a.path, t.to_version,
       t.sequence, t.line, a.asset, t.amount, t.to_balance, t.recorded
from hourglass.transfer t join hourglass.account a on a.id = t.to_account where t.amount <> 0;

-- The canonical line of each entry, put together again from the rows: what its leaf hashes.
create view hourglass.journal_line as
select e.ledger, e.sequence, e.leaf,
       concat_ws(E'\t', e.sequence, hourglass.iso(e.recorded), e.id, e.cause_kind, e.cause_id,
           to_char(e.effective, 'YYYY-MM-DD'), 'reverses ' || e.reverses, b.written) as line
from hourglass.entry e
    cross join lateral (
        select string_agg(case t.phase
                when 'move' then concat_ws(' ', t.phase, f.path, o.path, a.written, t.amount,
                    'upto ' || t.asked)
                when 'reserve' then concat_ws(' ', t.phase, t.pending, f.path, o.path, a.written,
                    t.reserved, 'until ' || hourglass.iso(t.expires))
                else concat_ws(' ', t.phase, t.pending, 'part ' || t.asked) end,
                E'\t' order by t.line) as written
        from hourglass.transfer t
            join hourglass.account f on f.id = t.from_account
            join hourglass.account o on o.id = t.to_account
            join hourglass.asset a on a.code = f.asset
        where t.ledger = e.ledger and t.sequence = e.sequence) b;

-- How many entries a ledger had at a moment. Recording times never go back along the sequence, so a
-- binary search finds it, whatever the size of the journal.
create function hourglass.size_at(which smallint, moment timestamptz) returns bigint
language plpgsql stable set search_path = hourglass, pg_temp as $$
declare
    low bigint := 0;
    high bigint := (select size from ledger where id = which);
    middle bigint;
begin
    while low < high loop
        middle := (low + high + 1) / 2;
        if (select recorded from transfer
            where ledger = which and sequence = middle and line = 1) <= moment then
            low := middle;
        else
            high := middle - 1;
        end if;
    end loop;
    return low;
end $$;

-- Balances of all accounts after an entry: the latest snapshot before it, and the rows since.
create table hourglass.balance_snapshot (
    ledger      smallint not null,
    sequence    bigint not null,
    account     bigint not null,
    posted      bigint not null,
    pending_out bigint not null,
    pending_in  bigint not null,
    version     bigint not null,
    primary key (ledger, sequence, account)
);
create trigger append_only before update or delete or truncate on hourglass.balance_snapshot
    for each statement execute function hourglass.refuse_change();

-- One statement sees one moment: head and balances of a snapshot belong together without a lock.
create function hourglass.take_snapshot(which smallint) returns bigint
language sql security definer set search_path = hourglass, pg_temp as $$
    with head as (select id, size from ledger where id = which and size > 0),
    taken as (
        insert into balance_snapshot
        select h.id, h.size, s.account, s.posted, s.pending_out, s.pending_in, s.version
        from head h join standing s on s.ledger = h.id
        where s.version > 0 or s.pending_out > 0 or s.pending_in > 0
        on conflict do nothing)
    select coalesce(max(size), 0) from head
$$;

create function hourglass.balances_at(which smallint, after bigint)
returns table (account bigint, posted bigint, pending_out bigint, pending_in bigint, version bigint)
language sql stable set search_path = hourglass, pg_temp as $$
    with base as (
        select coalesce(max(sequence), 0) as sequence from balance_snapshot
        where ledger = which and sequence <= after),
    part as (
        select s.account, s.posted, s.pending_out, s.pending_in, s.version
        from balance_snapshot s join base on s.sequence = base.sequence where s.ledger = which
        union all
        select t.from_account, -t.amount, t.reserved, 0, (t.amount > 0)::integer
        from transfer t, base
        where t.ledger = which and t.sequence > base.sequence and t.sequence <= after
        union all
        select t.to_account, t.amount, 0, t.reserved, (t.amount > 0)::integer
        from transfer t, base
        where t.ledger = which and t.sequence > base.sequence and t.sequence <= after)
    select account, sum(posted)::bigint, sum(pending_out)::bigint, sum(pending_in)::bigint,
           sum(version)::bigint
    from part group by account
$$;

-- Holds a ledger's head still until the transaction ends, for whoever is about to write after it.
create function hourglass.hold(which smallint)
returns table (size bigint, recorded timestamptz)
language sql security definer set search_path = hourglass, pg_temp as $$
    select size, greatest(recorded, clock_timestamp()) from ledger where id = which for update
$$;

-- Closes an account for good; it must be empty, with nothing reserved from or towards it.
create function hourglass.close_account(closing text, why text) returns boolean
language plpgsql security definer set search_path = hourglass, pg_temp as $$
declare
    a record;
begin
    select ledger, id into a from account where path = closing;
    perform 1 from ledger where id = a.ledger for update;
    update standing set closed = true
    where account = a.id and ledger = a.ledger and posted = 0 and pending_out = 0 and pending_in = 0
      and not closed;
    if found then
        insert into account_closure (ledger, account, reason) values (a.ledger, a.id, why);
    end if;
    return coalesce((select closed from standing where account = a.id and ledger = a.ledger), false);
end $$;

-- ---------------------------------------------------------------- who may do what

grant select on all tables in schema hourglass to hourglass_service, hourglass_auditor;
grant insert on hourglass.asset, hourglass.party, hourglass.account, hourglass.transfer
    to hourglass_service;
grant insert, update on hourglass.business_clock to hourglass_service;
revoke execute on function hourglass.post_move, hourglass.hold, hourglass.close_account, hourglass.open_segments,
    hourglass.take_snapshot from public;
grant execute on function hourglass.post_move, hourglass.hold, hourglass.close_account, hourglass.open_segments,
    hourglass.take_snapshot to hourglass_service;
