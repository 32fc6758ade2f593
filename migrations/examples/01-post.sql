-- Two people and the vault. Entries are posted by one function, many at a time.
insert into asset (code, scale, kind) values ('USD', 6, 'CASH');

insert into account (path, asset, floor) values
    ('vault:USD', 'USD', 'NOT_POSITIVE'),
    ('investor:ada:cash', 'USD', 'NOT_NEGATIVE'),
    ('investor:bob:cash', 'USD', 'NOT_NEGATIVE');

-- Three entries in one call: a deposit, a payment that fits, and one that does not.
select r_result, r_sequence, r_reason, r_detail from post_entries(
    array['00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002',
          '00000000-0000-0000-0000-000000000003']::uuid[],
    array['deposit', 'payment', 'payment'], array['1', '1', '2'],
    array['2026-09-01', '2026-09-01', '2026-09-02']::date[],
    array[1, 2, 3], array['move', 'move', 'move'], array[null, null, null]::uuid[],
    array['vault:USD', 'investor:ada:cash', 'investor:ada:cash'],
    array['investor:ada:cash', 'investor:bob:cash', 'investor:bob:cash'],
    array['USD/6', 'USD/6', 'USD/6'], array[100000000, 40000000, 70000000]);

select path, posted, pending_out, version from balance order by path;

-- A statement is a plain select: each posting carries its number and the balance after it.
select p.version, e.cause_kind, e.effective, p.amount, p.balance
from posting p join entry e using (sequence)
where p.account = 'investor:ada:cash' order by p.version;

-- What is refused wrote nothing; what is posted is one chain.
select e.sequence, e.cause_kind, e.cause_id, e.previous = coalesce(b.hash, '0x' || repeat('0', 64)) as chained
from entry e left join entry b on b.sequence = e.sequence - 1 order by e.sequence;

-- The same entry again is the same entry; another under its id is refused.
select r_result, r_sequence, r_reason from post_entries(
    array['00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001']::uuid[],
    array['deposit', 'deposit'], array['1', '1'], array['2026-09-01', '2026-09-01']::date[],
    array[1, 2], array['move', 'move'], array[null, null]::uuid[],
    array['vault:USD', 'vault:USD'], array['investor:ada:cash', 'investor:ada:cash'],
    array['USD/6', 'USD/6'], array[100000000, 100000001]);
