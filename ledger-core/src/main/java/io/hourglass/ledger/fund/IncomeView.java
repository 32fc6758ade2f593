package io.hourglass.ledger.fund;

import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What was earned with the fund's GPU-hours.
 *
 * @param managers the manager's part, a tenth rounded down
 * @param holders the rest, theirs who held units on the record day
 * @param recordDay at whose cut the holders were counted; null until then
 * @param units that had a share; zero until they were counted
 * @param paid of the holders' part, what is on the chain for good
 */
public record IncomeView(
        Hash id,
        String payer,
        Amount cash,
        Amount managers,
        Amount holders,
        @Nullable LocalDate recordDay,
        Amount units,
        Amount paid,
        State state) {
    private static final long MANAGER_SHARE_PPM = 100_000;
    private static final long MILLION = 1_000_000;

    /** The life of an income. */
    public enum State {
        /** On its way to the chain. */
        ASKED,
        /** There: part of the fund's NAV until the cut. */
        RECEIVED,
        /** The holders', each of whom has a share. */
        RECORDED,
        PAID
    }

    static IncomeView asked(Hash id, String payer, Amount cash) {
        Amount managers = FundAccounts.usd(Math.multiplyExact(cash.units(), MANAGER_SHARE_PPM) / MILLION);
        Amount none = FundAccounts.usd(0);
        return new IncomeView(
                id, payer, cash, managers, cash.minus(managers), null, FundAccounts.hgx(0), none, State.ASKED);
    }

    static IncomeView of(ResultSet row) throws SQLException {
        Amount cash = FundAccounts.usd(row.getLong("cash"));
        Amount managers = FundAccounts.usd(row.getLong("managers"));
        Amount holders = cash.minus(managers);
        Amount paid = FundAccounts.usd(row.getLong("paid"));
        @Nullable LocalDate day = row.getObject("day", LocalDate.class);
        State state = day == null ? State.RECEIVED : paid.equals(holders) ? State.PAID : State.RECORDED;
        return new IncomeView(
                new Hash(row.getString("id")),
                row.getString("payer"),
                cash,
                managers,
                holders,
                day,
                FundAccounts.hgx(row.getLong("units")),
                paid,
                state);
    }
}
