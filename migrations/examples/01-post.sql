-- Two people and the vault.
insert into asset (code, scale, kind) values ('USD', 6, 'CASH');

insert into account (path, asset, floor) values
    ('vault:USD', 'USD', 'NOT_POSITIVE'),
    ('investor:ada:cash', 'USD', 'NOT_NEGATIVE'),
    ('investor:bob:cash', 'USD', 'NOT_NEGATIVE');

-- A deposit. Whoever posts says what both sides have after it, and hashes the entry's line; the
-- database proves the figures, and moves the balances.
insert into transfer (ledger, sequence, line, recorded, effective, phase, from_account, to_account,
    amount, reserved, from_version, from_balance, to_version, to_balance,
    id, lines, cause_kind, cause_id, nodes)
values (1, 1, 1, '2026-09-01T12:00:00Z', '2026-09-01', 'move',
    account_id('vault:USD'), account_id('investor:ada:cash'),
    100000000, 0, 1, -100000000, 1, 100000000,
    '00000000-0000-0000-0000-000000000001', 1, 'deposit', '1',
    sha256('\x00' || convert_to(concat_ws(E'\t', 1, '2026-09-01T12:00:00.000000Z',
        '00000000-0000-0000-0000-000000000001', 'deposit', '1', '2026-09-01',
        'move vault:USD investor:ada:cash USD/6 100000000'), 'UTF8')));

select path, posted, pending_out, version from balance order by path;

-- A payment of two transfers in one entry: the second row has no heading, and goes on from the first.
insert into transfer (ledger, sequence, line, recorded, effective, phase, from_account, to_account,
    amount, reserved, from_version, from_balance, to_version, to_balance,
    id, lines, cause_kind, cause_id, nodes)
values (1, 2, 1, '2026-09-02T12:00:00Z', '2026-09-02', 'move',
        account_id('investor:ada:cash'), account_id('investor:bob:cash'),
        40000000, 0, 2, 60000000, 1, 40000000,
        '00000000-0000-0000-0000-000000000002', 2, 'payment', '1', repeat('x', 64)::bytea),
    (1, 2, 2, '2026-09-02T12:00:00Z', '2026-09-02', 'move',
        account_id('investor:bob:cash'), account_id('vault:USD'),
        15000000, 0, 2, 25000000, 2, -85000000, null, null, null, null, null);

-- A statement is a plain select: each posting carries its number and the balance after it.
select p.version, e.cause_kind, e.effective, p.amount, p.balance
from posting p join entry e using (ledger, sequence)
where p.account_id = account_id('investor:bob:cash') order by p.version;

-- The books as they were after the first entry, and on a day.
select a.path, b.posted from balances_at(1::smallint, 1) b join account a on a.id = b.account
order by a.path;

select size_at(1::smallint, '2026-09-01T23:59:59Z') as entries_on_the_first;

-- In double entry, everything sums to zero.
select asset, sum(posted) from balance group by asset;

-- An auditor needs no more than this to find an entry that was not hashed as it stands: the payment
-- above was written with nonsense for its nodes.
select sequence, leaf = '0x' || encode(sha256('\x00' || convert_to(line, 'UTF8')), 'hex') as whole
from journal_line order by sequence;
