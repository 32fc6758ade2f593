-- The service can add rows to transfer that go on from the books as they are, and that is all.
insert into asset (code, scale, kind) values ('USD', 6, 'CASH'), ('EUR', 6, 'CASH');

insert into account (path, asset, floor) values
    ('vault:USD', 'USD', 'NOT_POSITIVE'), ('vault:EUR', 'EUR', 'NOT_POSITIVE'),
    ('investor:eve:cash', 'USD', 'NOT_NEGATIVE'), ('investor:eve:euros', 'EUR', 'NOT_NEGATIVE');

-- A balance that does not follow from the one before it.
insert into transfer (ledger, sequence, line, recorded, effective, phase, from_account, to_account,
    amount, reserved, from_version, from_balance, to_version, to_balance,
    id, lines, cause_kind, cause_id, nodes)
values (1, 1, 1, '2026-09-01T12:00:00Z', '2026-09-01', 'move',
    account_id('vault:USD'), account_id('investor:eve:cash'), 1000000, 0, 1, -1000000, 1, 9000000,
    '00000000-0000-0000-0000-000000000001', 1, 'gift', '1', repeat('x', 32)::bytea);

-- Dollars that become euros on the way.
insert into transfer (ledger, sequence, line, recorded, effective, phase, from_account, to_account,
    amount, reserved, from_version, from_balance, to_version, to_balance,
    id, lines, cause_kind, cause_id, nodes)
values (1, 1, 1, '2026-09-01T12:00:00Z', '2026-09-01', 'move',
    account_id('vault:USD'), account_id('investor:eve:euros'), 1000000, 0, 1, -1000000, 1, 1000000,
    '00000000-0000-0000-0000-000000000001', 1, 'gift', '1', repeat('x', 32)::bytea);

-- An entry that is not the next one: somebody else was first, or nobody was.
insert into transfer (ledger, sequence, line, recorded, effective, phase, from_account, to_account,
    amount, reserved, from_version, from_balance, to_version, to_balance,
    id, lines, cause_kind, cause_id, nodes)
values (1, 7, 1, '2026-09-01T12:00:00Z', '2026-09-01', 'move',
    account_id('vault:USD'), account_id('investor:eve:cash'), 1000000, 0, 1, -1000000, 1, 1000000,
    '00000000-0000-0000-0000-000000000001', 1, 'gift', '1', repeat('x', 32)::bytea);

update standing set posted = 1000000 where account = account_id('investor:eve:cash');

delete from transfer;

update ledger set size = 0;

update account set floor = 'FREE' where path = 'investor:eve:cash';

select count(*) from transfer;
