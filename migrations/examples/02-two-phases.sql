-- What needs the chain is reserved first, and moves when the chain has spoken.
insert into asset (code, scale, kind) values ('USD', 6, 'CASH');

insert into account (path, asset, floor) values
    ('vault:USD', 'USD', 'NOT_POSITIVE'),
    ('investor:ada:cash', 'USD', 'NOT_NEGATIVE'),
    ('investor:bob:cash', 'USD', 'NOT_NEGATIVE');

-- A deposit, and 60 dollars of it reserved for bob, in one entry: the later transfer sees the earlier.
select r_result, r_sequence from post_entries(
    array['00000000-0000-0000-0000-000000000001']::uuid[], array['order'], array['1'],
    array['2026-09-01']::date[], array[1, 1], array['move', 'reserve'],
    array[null, 'aaaaaaaa-0000-0000-0000-000000000001']::uuid[],
    array['vault:USD', 'investor:ada:cash'], array['investor:ada:cash', 'investor:bob:cash'],
    array['USD/6', 'USD/6'], array[100000000, 60000000]);

select path, posted, pending_out, pending_in from balance order by path;

-- 50 dollars are not there to spend twice.
select r_reason, r_detail from post_entries(
    array['00000000-0000-0000-0000-000000000002']::uuid[], array['payment'], array['1'],
    array['2026-09-01']::date[], array[1], array['move'], array[null]::uuid[],
    array['investor:ada:cash'], array['vault:USD'], array['USD/6'], array[50000000]);

-- The chain's event is final: the reservation is posted.
select r_result, r_sequence from post_entries(
    array['00000000-0000-0000-0000-000000000003']::uuid[], array['trade'], array['1'],
    array['2026-09-02']::date[], array[1], array['post'],
    array['aaaaaaaa-0000-0000-0000-000000000001']::uuid[],
    array[null], array[null], array[null], array[null]::bigint[]);

select path, posted, pending_out, pending_in from balance order by path;

-- Once is once.
select r_reason, r_detail from post_entries(
    array['00000000-0000-0000-0000-000000000004']::uuid[], array['trade'], array['2'],
    array['2026-09-02']::date[], array[1], array['release'],
    array['aaaaaaaa-0000-0000-0000-000000000001']::uuid[],
    array[null], array[null], array[null], array[null]::bigint[]);
