package io.hourglass.ledger.book;

import io.hourglass.ledger.money.Amount;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * One line of an account's statement: what moved, why, and the balance after it.
 *
 * @param version its number on this account, from 1 without gaps
 * @param amount signed: what the account gained or gave
 */
public record StatementLine(
        long version,
        long sequence,
        UUID entry,
        Cause cause,
        LocalDate effective,
        Instant recorded,
        Amount amount,
        Amount balance) {}
