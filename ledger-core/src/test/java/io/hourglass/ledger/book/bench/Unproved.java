package io.hourglass.ledger.book.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Our books with what proves them taken away: the same lane writes the same rows, as a superuser, and
 * a trigger believes them. What is left is the least that double entry with running balances and ids
 * taken once can do, so the difference is what the proof, the trigger's rights and the roles cost. The
 * hash log is made by the lane in both.
 */
final class Unproved {
    private static final List<String> BELIEVED = List.of("""
            create function hourglass.believe() returns trigger
            language plpgsql set search_path = hourglass set enable_nestloop = off set enable_mergejoin = off
            set enable_seqscan = off set enable_bitmapscan = off as $$
            begin
                perform await_turn(1::smallint, (select min(sequence) from fresh));
                update ledger set (size, recorded) = (select max(sequence), max(recorded) from fresh) where id = 1;
                insert into entry_id (ledger, id, sequence)
                select ledger, id, sequence from fresh where line = 1;
                with change as (
                    select account, sum(moved)::bigint as moved, count(*) as steps
                    from (select from_account as account, -amount as moved from fresh
                          union all select to_account, amount from fresh) side
                    group by account)
                update standing s set posted = s.posted + c.moved, version = s.version + c.steps, room = ''
                from change c
                where s.ledger = 1 and s.account = any (array(select account from change))
                  and s.account = c.account;
                return null;
            end $$""", """
            do $$
            declare
                place regclass;
            begin
                for place in select tgrelid::regclass from pg_trigger where tgname = 'apply_transfers' loop
                    execute format('drop trigger apply_transfers on %s', place);
                    execute format('create trigger believe after insert on %s referencing new table as fresh
                        for each statement when (current_user <> ''hourglass_owner'')
                        execute function hourglass.believe()', place);
                end loop;
            end $$""");

    private Unproved() {}

    /** Takes the proof away from books that are migrated and empty. */
    static void strip(Connection superuser) throws SQLException {
        try (Statement statement = superuser.createStatement()) {
            for (String sql : BELIEVED) {
                statement.execute(sql);
            }
        }
    }
}
