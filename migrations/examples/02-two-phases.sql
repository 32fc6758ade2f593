-- What needs the chain is reserved first, and moves when the chain has spoken.
insert into asset (code, scale, kind) values ('USD', 6, 'CASH');

insert into account (path, asset, floor) values
    ('vault:USD', 'USD', 'NOT_POSITIVE'),
    ('investor:ada:cash', 'USD', 'NOT_NEGATIVE'),
    ('investor:bob:cash', 'USD', 'NOT_NEGATIVE');

-- A deposit, and 60 dollars of it reserved for bob, in one entry: the later transfer sees the earlier.
-- Reserving moves nothing, so it has no version and no balance after it.
insert into transfer (ledger, sequence, line, recorded, effective, phase, pending,
    from_account, to_account, amount, reserved, from_version, from_balance, to_version, to_balance,
    id, lines, cause_kind, cause_id, nodes)
values (1, 1, 1, '2026-09-01T12:00:00Z', '2026-09-01', 'move', null,
        account_id('vault:USD'), account_id('investor:ada:cash'),
        100000000, 0, 1, -100000000, 1, 100000000,
        '00000000-0000-0000-0000-000000000001', 2, 'order', '1', repeat('x', 32)::bytea),
    (1, 1, 2, '2026-09-01T12:00:00Z', '2026-09-01', 'reserve', 'aaaaaaaa-0000-0000-0000-000000000001',
        account_id('investor:ada:cash'), account_id('investor:bob:cash'),
        0, 60000000, null, null, null, null, null, null, null, null, null);

select path, posted, pending_out, pending_in from balance order by path;

-- 50 dollars are not there to spend twice, whoever says so.
insert into transfer (ledger, sequence, line, recorded, effective, phase, from_account, to_account,
    amount, reserved, from_version, from_balance, to_version, to_balance,
    id, lines, cause_kind, cause_id, nodes)
values (1, 2, 1, '2026-09-02T12:00:00Z', '2026-09-02', 'move',
    account_id('investor:ada:cash'), account_id('vault:USD'),
    50000000, 0, 2, 50000000, 2, -50000000,
    '00000000-0000-0000-0000-000000000002', 1, 'payment', '1', repeat('x', 64)::bytea);

-- The chain's event is final: 45 dollars of the reservation are posted, and the rest is free again.
insert into transfer (ledger, sequence, line, recorded, effective, phase, pending, asked,
    from_account, to_account, amount, reserved, from_version, from_balance, to_version, to_balance,
    id, lines, cause_kind, cause_id, nodes)
values (1, 2, 1, '2026-09-02T12:00:00Z', '2026-09-02', 'post', 'aaaaaaaa-0000-0000-0000-000000000001',
    45000000, account_id('investor:ada:cash'), account_id('investor:bob:cash'),
    45000000, -60000000, 2, 55000000, 1, 45000000,
    '00000000-0000-0000-0000-000000000003', 1, 'trade', '1', repeat('x', 64)::bytea);

select path, posted, pending_out, pending_in from balance order by path;

-- Once is once: what was posted cannot be released.
insert into transfer (ledger, sequence, line, recorded, effective, phase, pending,
    from_account, to_account, amount, reserved, id, lines, cause_kind, cause_id, nodes)
values (1, 3, 1, '2026-09-03T12:00:00Z', '2026-09-03', 'release', 'aaaaaaaa-0000-0000-0000-000000000001',
    account_id('investor:ada:cash'), account_id('investor:bob:cash'), 0, -60000000,
    '00000000-0000-0000-0000-000000000004', 1, 'trade', '2', repeat('x', 32)::bytea);
