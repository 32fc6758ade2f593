-- The service can call the posting function, and that is all it can do to what is written.
insert into asset (code, scale, kind) values ('USD', 6, 'CASH');

insert into account (path, asset, floor) values
    ('vault:USD', 'USD', 'NOT_POSITIVE'), ('investor:eve:cash', 'USD', 'NOT_NEGATIVE');

insert into posting (account, version, sequence, line, asset, amount, balance)
values ('investor:eve:cash', 1, 1, 1, 'USD', 1000000, 1000000);

update balance set posted = 1000000 where path = 'investor:eve:cash';

delete from entry;

update account set floor = 'FREE' where path = 'investor:eve:cash';

select count(*) from posting;
