package io.hourglass.ledger.fund;

import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A holder's share of an income.
 *
 * @param units held at the record day's cut, of {@code ofUnits} of all holders
 * @param transaction that paid it; null until that is final
 */
public record ShareView(
        Hash income,
        LocalDate recordDay,
        Amount units,
        Amount ofUnits,
        Amount cash,
        @Nullable Hash transaction) {
    static ShareView of(ResultSet row) throws SQLException {
        @Nullable String transaction = row.getString("transaction");
        return new ShareView(
                new Hash(row.getString("income")),
                row.getObject("day", LocalDate.class),
                FundAccounts.hgx(row.getLong("units")),
                FundAccounts.hgx(row.getLong("of_units")),
                FundAccounts.usd(row.getLong("cash")),
                transaction == null ? null : new Hash(transaction));
    }
}
