-- The books: assets, parties, accounts, entries, postings, and the one function that writes them.
--
-- Roles (made before migration): hourglass_owner owns everything, hourglass_service works,
-- hourglass_auditor reads. The service has no right to write entries, postings or balances: it can
-- only call post_entries, which runs with the owner's rights. One writer.

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
    kind     text not null check (kind in ('CASH', 'HOURS', 'UNITS', 'LOTS')),
    chain_id text check (chain_id ~ '^0x[0-9a-f]{64}$'),
    written  text not null generated always as (code || '/' || scale) stored unique,
    opened   timestamptz not null default now()
);
create unique index asset_chain_id on hourglass.asset (chain_id, kind);

create table hourglass.party (
    name    text primary key check (name ~ '^[a-z][a-z0-9-]{1,31}$'),
    kind    text not null check (kind in ('OWNER', 'INVESTOR', 'HOUSE')),
    address text not null unique check (address ~ '^0x[0-9a-f]{40}$'),
    key     text,
    opened  timestamptz not null default now()
);

create table hourglass.account (
    path     text primary key
             check (length(path) <= 200 and path ~ '^[a-z][A-Za-z0-9.-]*(:[A-Za-z0-9.-]+){0,7}$'),
    asset    text not null references hourglass.asset (code),
    floor    text not null check (floor in ('NOT_NEGATIVE', 'NOT_POSITIVE', 'FREE')),
    holder   text check (holder ~ '^0x[0-9a-f]{40}$'),
    metadata jsonb not null default '{}',
    opened   timestamptz not null default now()
);
create index account_holder on hourglass.account (holder, asset) where holder is not null;

create table hourglass.account_closure (
    path   text primary key references hourglass.account (path),
    reason text not null,
    closed timestamptz not null default now()
);

-- ---------------------------------------------------------------- what happened

-- The journal is one order: this single row is locked by whoever posts, until commit, so that
-- sequence = commit order and no reader ever sees entry 8 before entry 7.
create table hourglass.journal_head (
    only_row boolean primary key default true check (only_row),
    size     bigint not null,
    hash     text not null,
    recorded timestamptz not null
) with (fillfactor = 10);
insert into hourglass.journal_head (size, hash, recorded)
values (0, '0x' || repeat('0', 64), 'epoch');

-- content = id TAB cause_kind TAB cause_id TAB effective TAB transfer {TAB transfer}
--   transfer = "move FROM TO ASSET UNITS" | "reserve PENDING FROM TO ASSET UNITS"
--            | "post PENDING" | "release PENDING"            (single spaces, ASSET as USD/6)
-- line    = sequence TAB recorded TAB content   (recorded as 2027-03-01T20:00:00.000000Z)
-- leaf    = SHA-256(0x00 || UTF-8 of line), a leaf of RFC 6962
-- hash    = SHA-256(previous || leaf), previous of entry 1 is 32 zero bytes
create table hourglass.entry (
    sequence     bigint primary key,
    id           uuid not null unique,
    cause_kind   text not null,
    cause_id     text not null,
    effective    date not null,
    recorded     timestamptz not null,
    transfers    integer not null,
    content_hash text not null,
    leaf         text not null,
    previous     text not null,
    hash         text not null
);
create index entry_cause on hourglass.entry (cause_kind, cause_id);

-- One row a side of each movement, with the balance after it. No foreign keys here: only
-- post_entries writes, it has looked every account up, and a key check a row would halve its speed.
create table hourglass.posting (
    account  text not null,
    version  bigint not null,
    sequence bigint not null,
    line     integer not null,
    asset    text not null,
    amount   bigint not null check (amount <> 0),
    balance  bigint not null,
    primary key (account, version)
);
create index posting_entry on hourglass.posting (sequence, line);

create table hourglass.pending (
    id           uuid primary key,
    sequence     bigint not null,
    line         integer not null,
    from_account text not null,
    to_account   text not null,
    asset        text not null,
    amount       bigint not null check (amount > 0)
);
create index pending_entry on hourglass.pending (sequence, line);
create index pending_from on hourglass.pending (from_account);

create table hourglass.resolution (
    pending  uuid primary key,
    sequence bigint not null,
    line     integer not null,
    outcome  text not null check (outcome in ('POSTED', 'RELEASED'))
);
create index resolution_entry on hourglass.resolution (sequence, line);

-- The only table of the books that is updated, by post_entries alone. Its checks prove the floors
-- once more: what is reserved counts as gone, and what is reserved towards an account as come.
create table hourglass.balance (
    path        text primary key references hourglass.account (path),
    asset       text not null,
    floor       text not null,
    posted      bigint not null default 0,
    pending_out bigint not null default 0 check (pending_out >= 0),
    pending_in  bigint not null default 0 check (pending_in >= 0),
    version     bigint not null default 0,
    constraint floor_not_negative check (floor <> 'NOT_NEGATIVE' or posted - pending_out >= 0),
    constraint floor_not_positive check (floor <> 'NOT_POSITIVE' or posted + pending_in <= 0)
) with (fillfactor = 50);

create function hourglass.open_balance() returns trigger
language plpgsql security definer set search_path = hourglass, pg_temp as $$
begin
    insert into balance (path, asset, floor) select path, asset, floor from opened_now;
    return null;
end $$;
create trigger open_balance after insert on hourglass.account
    referencing new table as opened_now
    for each statement execute function hourglass.open_balance();

-- Sum of postings = 0 per entry and asset, checked once a statement, not once a row.
create function hourglass.prove_conservation() returns trigger
language plpgsql set search_path = hourglass, pg_temp as $$
declare
    wrong record;
begin
    select p.sequence, p.asset, sum(p.amount) as off into wrong
    from fresh p group by p.sequence, p.asset having sum(p.amount) <> 0 limit 1;
    if found then
        raise exception 'entry % does not balance in %: off by %',
            wrong.sequence, wrong.asset, wrong.off using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end $$;
create trigger prove_conservation after insert on hourglass.posting
    referencing new table as fresh
    for each statement execute function hourglass.prove_conservation();

do $$
declare
    name text;
begin
    foreach name in array array['asset', 'party', 'account', 'account_closure', 'entry', 'posting',
                                'pending', 'resolution'] loop
        execute format('create trigger append_only before update or delete or truncate
            on hourglass.%I for each statement execute function hourglass.refuse_change()', name);
    end loop;
end $$;
create trigger never_deleted before delete or truncate on hourglass.balance
    for each statement execute function hourglass.refuse_change();
create trigger never_deleted before delete or truncate on hourglass.journal_head
    for each statement execute function hourglass.refuse_change();

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

-- ---------------------------------------------------------------- posting

create function hourglass.in_decimals(units bigint, scale integer) returns text
language sql immutable as $$
    select round(units::numeric / 10::numeric ^ scale, scale)::text
$$;

create function hourglass.iso(moment timestamptz) returns text
language sql stable as $$
    select to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

create function hourglass.sha256_hex(bytes bytea) returns text
language sql immutable as $$ select '0x' || encode(sha256(bytes), 'hex') $$;

-- Why a transfer is refused whatever the balances are: the place in PostResult.Reason, from 1.
create function hourglass.transfer_fault(
    op text, pending uuid, from_path text, to_path text, amount bigint, asset text,
    from_asset text, to_asset text, from_closed boolean, to_closed boolean) returns integer
language sql immutable as $$
    select case
        when op in ('post', 'release') then
            case when pending is null or num_nonnulls(from_path, to_path, amount, asset) > 0
                 then 1 end
        when op not in ('move', 'reserve') or from_path is null or to_path is null then 1
        when amount is null or amount <= 0 or from_path = to_path then 1
        when op = 'reserve' and pending is null then 1
        when from_asset is null or to_asset is null then 4
        when from_asset <> asset or to_asset <> asset then 5
        when from_closed or to_closed then 6
    end
$$;

-- What to tell a person whose account has not got it: figures as they read them.
create function hourglass.shortfall(short text, word text, has bigint, asked bigint) returns text
language sql stable set search_path = hourglass, pg_temp as $$
    select format('%s has %s %s %s, %s asked', short, in_decimals(has, s.scale), s.code, word,
        in_decimals(asked, s.scale))
    from account a join asset s on s.code = a.asset where a.path = short
$$;

create function hourglass.fault_detail(
    fault integer, pending uuid, from_path text, to_path text, asset text, amount bigint)
returns text
language sql stable set search_path = hourglass, pg_temp as $$
    select case fault
        when 1 then 'an amount is positive, and moves between two different accounts'
        when 3 then format('pending %s was reserved before', pending)
        when 4 then format('no account %s', (
            select string_agg(p, ' nor ') from unnest(array[from_path, to_path]) as p
            where not exists (select 1 from account a where a.path = p)))
        when 5 then format('%s and %s do not both count %s', from_path, to_path, asset)
        when 6 then format('%s or %s is closed', from_path, to_path)
        when 7 then format('nothing is reserved as %s', pending)
        when 8 then format('pending %s was posted before', pending)
        when 9 then format('pending %s was released before', pending)
        else format('%s or %s would leave 64 bits with %s', from_path, to_path, amount)
    end
$$;

-- Posts many entries in one call and answers each, in order. A refused entry writes nothing and
-- does not spoil its neighbours; a later entry, and a later transfer of the same entry, sees the
-- effect of earlier ones. Transfers come flat: those of entry i have t_entry = i, in order.
--
-- Everything is looked up in sets, evaluated in memory over arrays, and written in sets.
create function hourglass.post_entries(
    e_id uuid[], e_kind text[], e_cause text[], e_effective date[],
    t_entry integer[], t_op text[], t_pending uuid[], t_from text[], t_to text[],
    t_asset text[], t_amount bigint[])
returns table (r_result text, r_sequence bigint, r_reason text, r_detail text)
language plpgsql security definer set search_path = hourglass, pg_temp as $$
#variable_conflict use_column
declare
    reasons constant text[] := array['MALFORMED', 'LIMIT', 'ID_REUSED', 'UNKNOWN_ACCOUNT',
        'ASSET_MISMATCH', 'ACCOUNT_CLOSED', 'PENDING_NOT_FOUND', 'PENDING_ALREADY_POSTED',
        'PENDING_ALREADY_RELEASED', 'OVERFLOW', 'FLOOR'];
    largest constant bigint := 9223372036854775807;
    head record;
    head_size bigint; head_hash bytea; now_recorded timestamptz; leaf bytea;
    -- entries
    e_count integer[]; e_content text[]; e_hash text[]; e_fault integer[]; e_before integer[];
    e_stored bigint[]; e_stored_hash text[]; e_two_phase boolean[];
    e_sequence bigint[]; e_leaf text[]; e_previous text[]; e_chain text[];
    o_result text[]; o_sequence bigint[]; o_reason text[]; o_detail text[];
    -- accounts of this call
    a_path text[]; a_low boolean[]; a_high boolean[];
    a_posted bigint[]; a_out bigint[]; a_in bigint[]; a_version bigint[];
    -- pending transfers of this call: 0 unknown, 1 pending, 2 posted, 3 released
    q_id uuid[]; q_state integer[]; q_from integer[]; q_to integer[]; q_amount bigint[];
    t_f integer[]; t_t integer[]; t_q integer[]; t_fault integer[]; t_written text[];
    -- postings to write
    n integer := 0; kept integer;
    p_sequence bigint[]; p_line integer[]; p_account integer[];
    p_amount bigint[]; p_balance bigint[]; p_version bigint[];
    -- walking
    entries integer := coalesce(cardinality(e_id), 0);
    first integer; last integer; next_first integer := 1; k integer; f integer; t integer;
    q integer; x bigint; j integer; fault integer; at_fault integer; why text; sequence_now bigint;
begin
    if entries = 0 then return; end if;

    -- 1. Order: one poster at a time, and accounts in the order of their paths.
    select size, hash, recorded into head from journal_head for update;
    head_size := head.size;
    head_hash := decode(substr(head.hash, 3), 'hex');
    now_recorded := greatest(head.recorded, clock_timestamp());

    select array_agg(b.path order by b.path),
           array_agg(b.floor = 'NOT_NEGATIVE' order by b.path),
           array_agg(b.floor = 'NOT_POSITIVE' order by b.path),
           array_agg(b.posted order by b.path), array_agg(b.pending_out order by b.path),
           array_agg(b.pending_in order by b.path), array_agg(b.version order by b.path)
      into a_path, a_low, a_high, a_posted, a_out, a_in, a_version
    from (select * from balance
          where path in (select unnest(t_from) union select unnest(t_to)
                         union select from_account from pending where id = any (t_pending)
                         union select to_account from pending where id = any (t_pending))
          order by path for no key update) b;

    -- 2. Look up: pending transfers, accounts of each transfer, faults that need no balance.
    with place as (select path, i::integer from unnest(a_path) with ordinality as p (path, i))
    select array_agg(k.id order by k.id),
           array_agg(case when p.id is null then 0 when r.outcome = 'POSTED' then 2
                          when r.outcome = 'RELEASED' then 3 else 1 end order by k.id),
           array_agg(f.i order by k.id), array_agg(t.i order by k.id),
           array_agg(p.amount order by k.id)
      into q_id, q_state, q_from, q_to, q_amount
    from (select distinct unnest(t_pending) as id) k
        left join pending p on p.id = k.id left join resolution r on r.pending = p.id
        left join place f on f.path = p.from_account left join place t on t.path = p.to_account
    where k.id is not null;

    with place as (
        select path, i::integer, s.written, c.path is not null as closed
        from unnest(a_path) with ordinality as p (path, i)
            join account a using (path) join asset s on s.code = a.asset
            left join account_closure c using (path))
    select array_agg(f.i order by at), array_agg(t.i order by at), array_agg(q.i order by at),
           array_agg(transfer_fault(op, pending, from_path, to_path, amount, o.asset,
               f.written, t.written, f.closed, t.closed) order by at),
           array_agg(case op
               when 'move' then concat_ws(' ', op, from_path, to_path, o.asset, amount)
               when 'reserve' then concat_ws(' ', op, pending, from_path, to_path, o.asset, amount)
               else concat_ws(' ', op, pending) end order by at)
      into t_f, t_t, t_q, t_fault, t_written
    from unnest(t_op, t_pending, t_from, t_to, t_asset, t_amount) with ordinality
            as o (op, pending, from_path, to_path, asset, amount, at)
        left join place f on f.path = from_path left join place t on t.path = to_path
        left join unnest(q_id) with ordinality as q (id, i) on q.id = pending;

    with body as (
        select entry, count(*)::integer as transfers, min(fault) as fault,
               bool_or(pending is not null) as two_phase,
               string_agg(written, E'\t' order by at) as written
        from unnest(t_entry, t_pending, t_fault, t_written) with ordinality
            as o (entry, pending, fault, written, at)
        group by entry),
    whole as (
        select e.i::integer, e.id, coalesce(b.transfers, 0) as transfers,
               coalesce(b.two_phase, false) as two_phase,
               case when b.transfers is null or e.id is null or e.effective is null
                        or coalesce(e.kind, '') !~ '^[a-z][a-z0-9._-]{0,63}$'
                        or coalesce(e.cause, '') = '' or e.cause ~ '[[:cntrl:]]'
                        or e.effective not between '1970-01-01' and '9999-12-31'
                        or b.fault = 1 then 1
                    when b.transfers > 8192 or length(e.cause) > 200 then 2
                    else b.fault end as fault,
               concat_ws(E'\t', e.id, e.kind, e.cause, to_char(e.effective, 'YYYY-MM-DD'),
                   b.written) as content
        from unnest(e_id, e_kind, e_cause, e_effective) with ordinality
                as e (id, kind, cause, effective, i)
            left join body b on b.entry = e.i),
    hashed as (select *, sha256_hex(convert_to(content, 'UTF8')) as hash,
                      lag(i) over (partition by id order by i) as before from whole)
    select array_agg(h.transfers order by i), array_agg(content order by i),
           array_agg(h.hash order by i), array_agg(fault order by i),
           array_agg(two_phase order by i), array_agg(before order by i),
           array_agg(s.sequence order by i), array_agg(s.content_hash order by i)
      into e_count, e_content, e_hash, e_fault, e_two_phase, e_before, e_stored, e_stored_hash
    from hashed h left join entry s on s.id = h.id;

    e_sequence := array_fill(null::bigint, array[entries]);
    e_leaf := array_fill(null::text, array[entries]);
    e_previous := e_leaf; e_chain := e_leaf;
    o_result := e_leaf; o_sequence := e_sequence; o_reason := e_leaf; o_detail := e_leaf;

    -- 3. Evaluate in order, in memory.
    for i in 1..entries loop
        first := next_first; last := first + e_count[i] - 1; next_first := last + 1;
        fault := e_fault[i]; at_fault := null; why := null;

        -- Asked before? In the books, or earlier in this call.
        if fault is null or fault > 3 then
            j := e_before[i];
            while j is not null and o_sequence[j] is null loop j := e_before[j]; end loop;
            if coalesce(e_stored[i], o_sequence[j]) is not null then
                if e_hash[i] = coalesce(e_stored_hash[i], e_hash[j]) then
                    o_result[i] := 'ALREADY';
                    o_sequence[i] := coalesce(e_stored[i], o_sequence[j]);
                    continue;
                end if;
                fault := 3;
            end if;
        end if;

        -- Pending transfers: the states they would go through.
        k := first;
        if e_two_phase[i] and (fault is null or fault > 3) then
            while k <= last loop
                q := t_q[k];
                if q is not null then
                    j := null;
                    if t_op[k] = 'reserve' then
                        if q_state[q] <> 0 then
                            j := 3;
                        else
                            q_state[q] := 1; q_from[q] := t_f[k]; q_to[q] := t_t[k];
                            q_amount[q] := t_amount[k];
                        end if;
                    elsif q_state[q] <> 1 then
                        j := case q_state[q] when 0 then 7 when 2 then 8 else 9 end;
                    else
                        q_state[q] := case t_op[k] when 'post' then 2 else 3 end;
                    end if;
                    if j is not null then
                        if fault is null or j < fault then
                            fault := j; at_fault := k;
                        end if;
                        exit;
                    end if;
                end if;
                k := k + 1;
            end loop;
        end if;
        j := k - 1; -- the last transfer whose pending state was moved

        -- Balances.
        k := first; kept := n; sequence_now := head_size + 1;
        while fault is null and k <= last loop
            if t_op[k] in ('move', 'reserve') then
                f := t_f[k]; t := t_t[k]; x := t_amount[k];
                if a_posted[f] - a_out[f] < x - largest or a_posted[t] + a_in[t] > largest - x
                        or (t_op[k] = 'reserve'
                            and (a_out[f] > largest - x or a_in[t] > largest - x)) then
                    fault := 10;
                elsif a_low[f] and a_posted[f] - a_out[f] < x then
                    fault := 11;
                    why := shortfall(a_path[f], 'available', a_posted[f] - a_out[f], x);
                elsif a_high[t] and a_posted[t] + a_in[t] > -x then
                    fault := 11;
                    why := shortfall(a_path[t], 'outstanding', -(a_posted[t] + a_in[t]), x);
                end if;
                if fault is not null then
                    at_fault := k;
                    exit;
                end if;
            else
                q := t_q[k]; f := q_from[q]; t := q_to[q]; x := q_amount[q];
                a_out[f] := a_out[f] - x; a_in[t] := a_in[t] - x;
            end if;
            if t_op[k] = 'reserve' then
                a_out[f] := a_out[f] + x; a_in[t] := a_in[t] + x;
            elsif t_op[k] <> 'release' then
                a_posted[f] := a_posted[f] - x; a_version[f] := a_version[f] + 1;
                n := n + 1;
                p_sequence[n] := sequence_now; p_line[n] := k - first + 1; p_account[n] := f;
                p_amount[n] := -x; p_balance[n] := a_posted[f]; p_version[n] := a_version[f];
                a_posted[t] := a_posted[t] + x; a_version[t] := a_version[t] + 1;
                n := n + 1;
                p_sequence[n] := sequence_now; p_line[n] := k - first + 1; p_account[n] := t;
                p_amount[n] := x; p_balance[n] := a_posted[t]; p_version[n] := a_version[t];
            end if;
            k := k + 1;
        end loop;

        if fault is null then
            head_size := sequence_now;
            leaf := sha256('\x00'::bytea || convert_to(
                sequence_now || E'\t' || iso(now_recorded) || E'\t' || e_content[i], 'UTF8'));
            e_previous[i] := '0x' || encode(head_hash, 'hex');
            head_hash := sha256(head_hash || leaf);
            e_leaf[i] := '0x' || encode(leaf, 'hex');
            e_chain[i] := '0x' || encode(head_hash, 'hex');
            e_sequence[i] := sequence_now;
            o_sequence[i] := sequence_now;
            o_result[i] := 'POSTED';
            continue;
        end if;

        -- Refused: take back what it did in memory, last first.
        n := kept;
        while k > first and fault >= 10 loop
            k := k - 1;
            q := t_q[k];
            f := coalesce(t_f[k], q_from[q]); t := coalesce(t_t[k], q_to[q]);
            x := coalesce(t_amount[k], q_amount[q]);
            if t_op[k] in ('move', 'post') then
                a_posted[f] := a_posted[f] + x; a_version[f] := a_version[f] - 1;
                a_posted[t] := a_posted[t] - x; a_version[t] := a_version[t] - 1;
            end if;
            if t_op[k] = 'reserve' then
                a_out[f] := a_out[f] - x; a_in[t] := a_in[t] - x;
            elsif t_op[k] <> 'move' then
                a_out[f] := a_out[f] + x; a_in[t] := a_in[t] + x;
            end if;
        end loop;
        while j >= first loop
            q := t_q[j];
            if q is not null then
                q_state[q] := case t_op[j] when 'reserve' then 0 else 1 end;
            end if;
            j := j - 1;
        end loop;
        o_result[i] := 'REFUSED'; o_reason[i] := reasons[fault];
        if at_fault is null then
            for l in first..last loop
                at_fault := l;
                exit when t_fault[l] = fault;
                at_fault := null;
            end loop;
        end if;
        o_detail[i] := coalesce(
            format('transfer %s: ', at_fault - first + 1) || coalesce(why, fault_detail(fault,
                t_pending[at_fault], t_from[at_fault], t_to[at_fault], t_asset[at_fault],
                t_amount[at_fault])),
            case fault when 3 then format('entry %s was posted with other content', e_id[i])
                when 2 then 'an entry has at most 8192 transfers, a cause id 200 characters'
                else 'an entry has an id, a day, transfers, a kind in lower case and a cause' end);
    end loop;

    -- 4. Write in sets.
    if head_size > head.size then
        insert into entry (sequence, id, cause_kind, cause_id, effective, recorded, transfers,
                           content_hash, leaf, previous, hash)
        select w.sequence, w.id, w.kind, w.cause, w.effective, now_recorded, w.transfers,
               w.content_hash, w.leaf, w.previous, w.hash
        from unnest(e_sequence, e_id, e_kind, e_cause, e_effective, e_count, e_hash, e_leaf,
                    e_previous, e_chain)
            as w (sequence, id, kind, cause, effective, transfers, content_hash, leaf, previous,
                  hash)
        where w.sequence is not null;

        insert into posting (account, version, sequence, line, asset, amount, balance)
        select b.path, w.version, w.sequence, w.line, b.asset, w.amount, w.balance
        from unnest(p_sequence[1:n], p_line[1:n], p_account[1:n], p_amount[1:n], p_balance[1:n],
                    p_version[1:n]) as w (sequence, line, account, amount, balance, version)
            join unnest(a_path) with ordinality as p (path, i) on p.i = w.account
            join balance b on b.path = p.path;

        if true = any (e_two_phase) then
            insert into pending (id, sequence, line, from_account, to_account, asset, amount)
            select w.pending, s.sequence, w.line, w.from_path, w.to_path,
                   split_part(w.asset, '/', 1), w.amount
            from (select *, row_number() over (partition by entry order by at) as line
                  from unnest(t_entry, t_op, t_pending, t_from, t_to, t_asset, t_amount)
                      with ordinality
                      as o (entry, op, pending, from_path, to_path, asset, amount, at)) w
                join unnest(e_sequence) with ordinality as s (sequence, i) on s.i = w.entry
            where w.op = 'reserve' and s.sequence is not null;

            insert into resolution (pending, sequence, line, outcome)
            select w.pending, s.sequence, w.line,
                   case w.op when 'post' then 'POSTED' else 'RELEASED' end
            from (select *, row_number() over (partition by entry order by at) as line
                  from unnest(t_entry, t_op, t_pending) with ordinality
                      as o (entry, op, pending, at)) w
                join unnest(e_sequence) with ordinality as s (sequence, i) on s.i = w.entry
            where w.op in ('post', 'release') and s.sequence is not null;
        end if;

        update balance b
        set posted = w.posted, pending_out = w.pending_out, pending_in = w.pending_in,
            version = w.version
        from unnest(a_path, a_posted, a_out, a_in, a_version)
            as w (path, posted, pending_out, pending_in, version)
        where b.path = w.path
          and (b.version, b.pending_out, b.pending_in)
              is distinct from (w.version, w.pending_out, w.pending_in);

        update journal_head
        set size = head_size, hash = '0x' || encode(head_hash, 'hex'), recorded = now_recorded;
    end if;

    return query select * from unnest(o_result, o_sequence, o_reason, o_detail);
end $$;

-- Closes an account for good; it must be empty, with nothing reserved from or towards it.
create function hourglass.close_account(closing text, why text) returns boolean
language plpgsql security definer set search_path = hourglass, pg_temp as $$
begin
    perform 1 from journal_head for update;
    insert into account_closure (path, reason)
    select path, why from balance
    where path = closing and posted = 0 and pending_out = 0 and pending_in = 0
    on conflict do nothing;
    return exists (select 1 from account_closure where path = closing);
end $$;

-- The canonical line of each entry, put together again from the rows: what its leaf hashes.
create view hourglass.journal_line as
select e.sequence, e.leaf,
       concat_ws(E'\t', e.sequence, hourglass.iso(e.recorded), e.id, e.cause_kind, e.cause_id,
           to_char(e.effective, 'YYYY-MM-DD'), b.written) as line
from hourglass.entry e
    cross join lateral (
        select string_agg(w.written, E'\t' order by w.line) as written
        from (
            select o.line, concat_ws(' ', 'move', o.account, i.account, a.written, i.amount)
                       as written
            from hourglass.posting o
                join hourglass.posting i on i.sequence = o.sequence and i.line = o.line
                join hourglass.asset a on a.code = o.asset
            where o.sequence = e.sequence and o.amount < 0 and i.amount > 0
              and not exists (select 1 from hourglass.resolution r
                              where r.sequence = o.sequence and r.line = o.line)
            union all
            select p.line, concat_ws(' ', 'reserve', p.id, p.from_account, p.to_account,
                       a.written, p.amount)
            from hourglass.pending p join hourglass.asset a on a.code = p.asset
            where p.sequence = e.sequence
            union all
            select r.line, concat_ws(' ', case r.outcome when 'POSTED' then 'post' else 'release'
                       end, r.pending)
            from hourglass.resolution r where r.sequence = e.sequence) w) b;

-- ---------------------------------------------------------------- who may do what

grant select on all tables in schema hourglass to hourglass_service, hourglass_auditor;
grant insert on hourglass.asset, hourglass.party, hourglass.account to hourglass_service;
grant insert, update on hourglass.business_clock to hourglass_service;
revoke execute on function hourglass.post_entries, hourglass.close_account from public;
grant execute on function hourglass.post_entries, hourglass.close_account to hourglass_service;
