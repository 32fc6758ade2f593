-- Terms: what a room goes by from a day on, changed by two people, with notice, and by an entry of the journal.
-- Each kind has a table of its own in its room's file; what follows is said of all of them.

-- A change of some terms that one person proposed: the names and new values of what changes.
create table hourglass.terms_change (
    id        text primary key check (id ~ '^[!-~]{1,100}$'),
    terms     text not null check (terms ~ '^[a-z][a-z-]{1,31}$'),
    effective date not null,
    changes   jsonb not null check (jsonb_typeof(changes) = 'object'),
    reason    text not null check (length(reason) between 1 and 1000 and reason !~ '[[:cntrl:]]'),
    proposer  text not null check (length(proposer) between 1 and 100 and proposer !~ '[[:cntrl:]]'),
    proposed  timestamptz not null,
    unique (id, proposer)
);

-- Four eyes: nobody approves their own. The row of the terms is written with it, and so is the journal's entry.
create table hourglass.terms_approval (
    id       text primary key,
    proposer text not null,
    approver text not null check (length(approver) between 1 and 100 and approver !~ '[[:cntrl:]]'),
    approved timestamptz not null,
    foreign key (id, proposer) references hourglass.terms_change (id, proposer),
    check (approver <> proposer)
);

-- What all terms say, a row each: every field that is not null, by name. A column added later is null in the rows
-- there are, so that they go on saying the same.
create view hourglass.terms_row as
select t.terms, t.effective, s.said
from (
    select 'contract' as terms, effective, to_jsonb(r) as fields from hourglass.contract_terms r
    union all
    select 'contribution', effective, to_jsonb(r) from hourglass.contribution_terms r
    union all
    select 'delivery', effective, to_jsonb(r) from hourglass.delivery_terms r
    union all
    select 'exchange', effective, to_jsonb(r) from hourglass.exchange_terms r
    union all
    select 'forward', effective, to_jsonb(r) from hourglass.forward_terms r
    union all
    select 'fund', effective, to_jsonb(r) from hourglass.fund_terms r
    union all
    select 'market-' || lower(venue), effective, to_jsonb(r) from hourglass.market_terms r
    union all
    select 'option', effective, to_jsonb(r) from hourglass.option_terms r
    union all
    select 'spread', effective, to_jsonb(r) from hourglass.spread_terms r) t
    cross join lateral (
        select string_agg(key || '=' || value, E'\t' order by key collate "C") as said
        from jsonb_each_text(t.fields) where value is not null) s;

-- The canonical line of each row of terms, whose SHA-256 the journal's entry names:
--   line = terms TAB effective TAB "rulebook" {TAB field "=" value}
--        | terms TAB effective TAB "change " id TAB "proposed " INSTANT " by " person
--          TAB "approved " INSTANT " by " person TAB "because " reason {TAB "sets " field "=" value}
--          {TAB field "=" value}
-- The entry's cause is terms-change, its id the change's, a colon and the digest in hex. What the rulebook began
-- with is in no entry: whoever checks has its digests.
create view hourglass.terms_line as
select l.terms, l.effective, l.change, l.line, encode(sha256(convert_to(l.line, 'UTF8')), 'hex') as digest
from (
    select r.terms, r.effective, c.id as change,
           concat_ws(E'\t', r.terms, to_char(r.effective, 'YYYY-MM-DD'), coalesce('change ' || c.id, 'rulebook'),
               'proposed ' || hourglass.iso(c.proposed) || ' by ' || c.proposer,
               'approved ' || hourglass.iso(c.approved) || ' by ' || c.approver,
               'because ' || c.reason, s.sets, r.said) as line
    from hourglass.terms_row r
        left join (hourglass.terms_change join hourglass.terms_approval using (id, proposer)) c
            using (terms, effective)
        left join lateral (
            select string_agg('sets ' || key || '=' || coalesce(value, 'none'), E'\t' order by key collate "C") as sets
            from jsonb_each_text(c.changes)) s on true) l;

-- What the journal says of terms: each change moved one from terms to terms:KIND, whose balance is how many there were.
create view hourglass.terms_entry as
select t.sequence, left(t.cause_id, -65) as change, right(t.cause_id, 64) as digest
from hourglass.account a join hourglass.transfer t on t.ledger = a.ledger and t.to_account = a.id
where a.ledger = 1 and a.path like 'terms:%' and t.line = 1 and t.cause_kind = 'terms-change';

-- Nothing comes into force that two people did not agree to.
create function hourglass.refuse_unapproved_terms() returns trigger
language plpgsql set search_path = hourglass, pg_temp as $$
declare
    name text := regexp_replace(tg_table_name, '_terms$', '')
        || coalesce('-' || lower(to_jsonb(new) ->> 'venue'), '');
begin
    if not exists (select from terms_change join terms_approval using (id, proposer)
                   where terms = name and effective = new.effective) then
        raise exception 'no change of % terms from % on was approved', name, new.effective
            using errcode = 'restrict_violation';
    end if;
    return new;
end $$;

do $$
declare
    name text;
begin
    foreach name in array array['contract_terms', 'contribution_terms', 'delivery_terms', 'exchange_terms',
                                'forward_terms', 'fund_terms', 'market_terms', 'option_terms', 'spread_terms'] loop
        execute format('create trigger approved before insert on hourglass.%I for each row
            when (current_user <> ''hourglass_owner'') execute function hourglass.refuse_unapproved_terms()', name);
        execute format('grant select, insert on hourglass.%I to hourglass_service', name);
    end loop;
    foreach name in array array['terms_change', 'terms_approval'] loop
        execute format('create trigger append_only before update or delete or truncate
            on hourglass.%I for each statement execute function hourglass.refuse_change()', name);
        execute format('grant select, insert on hourglass.%I to hourglass_service', name);
    end loop;
end $$;
grant select on hourglass.terms_change, hourglass.terms_approval, hourglass.terms_row, hourglass.terms_line,
    hourglass.terms_entry to hourglass_service, hourglass_auditor;
