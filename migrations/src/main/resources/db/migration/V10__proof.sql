-- Proof: signed heads of the main journal's Merkle log, and where on chain each was anchored. The log's
-- nodes are with the entries that complete them, in transfer.

create table hourglass.head (
    size      bigint primary key check (size > 0),
    root      text not null check (length(root) = 66 and root ~ '^0x[0-9a-f]+$'),
    signed    timestamptz not null,
    key       text not null check (key ~ '^[0-9a-f]{64}$'),
    signature text not null check (signature ~ '^[0-9a-f]{128}$')
);

-- What the chain says was anchored. Not tied to head by a key: a root that is not ours must be
-- recorded as well, and shows as a dispute.
create table hourglass.head_anchor (
    size        bigint primary key,
    root        text not null check (length(root) = 66 and root ~ '^0x[0-9a-f]+$'),
    transaction text not null check (length(transaction) = 66 and transaction ~ '^0x[0-9a-f]+$'),
    block       bigint not null,
    block_hash  text not null check (length(block_hash) = 66 and block_hash ~ '^0x[0-9a-f]+$')
);

create trigger append_only before update or delete or truncate on hourglass.head
    for each statement execute function hourglass.refuse_change();
create trigger append_only before update or delete or truncate on hourglass.head_anchor
    for each statement execute function hourglass.refuse_change();

grant select, insert on hourglass.head, hourglass.head_anchor to hourglass_service;
grant select on hourglass.head, hourglass.head_anchor to hourglass_auditor;
