// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Who may do what, by number in the AccessManager. What each role may call is wired by
/// `Charter`; anything restricted and not wired there is the administrator's.
library Roles {
    /// The roles themselves, and who has them; delayed on a chain that matters.
    uint64 internal constant ADMIN = 0;
    /// Opens series, mints within the attested caps, keeps the list of eligible accounts, says what
    /// was not delivered in time.
    uint64 internal constant ISSUER = 1;
    /// Brings matched orders for hours, and cycles of trades, to settlement.
    uint64 internal constant SETTLER = 2;
    /// Lists futures and options on them, brings matched orders for both, marks and settles futures.
    uint64 internal constant CLEARER = 3;
    /// Brings signed fixings to the oracle.
    uint64 internal constant FIXER = 4;
    /// Anchors the journal's heads.
    uint64 internal constant ANCHOR = 5;
    /// Prices creations and redemptions of fund units, trades futures for the fund within its limits.
    uint64 internal constant FUND_MANAGER = 6;
    /// Signs attestations of capacity. A plain membership: calls nothing.
    uint64 internal constant ATTESTER = 7;
    /// Signs readings of deliveries. A plain membership: calls nothing.
    uint64 internal constant METER = 8;
    /// Halts, freezes and slows withdrawals at once; cannot end a halt. Calls off what the governor
    /// and the administrator have scheduled, and any recovery.
    uint64 internal constant GUARDIAN = 9;
    /// Contracts of this deployment that others trust.
    uint64 internal constant VENUE = 10;
    /// Knows who is who: signs permissions to transact, proposes the recovery of a lost key.
    uint64 internal constant REGISTRAR = 11;
    /// What is seldom and weighs: ends a halt, forces transfers, carries out recoveries, sets the
    /// limit of withdrawals, the oracle's contributors and quorum, the fund's fee and what it may trade;
    /// delayed like the administrator.
    uint64 internal constant GOVERNOR = 12;
    /// The contract that exchanges futures for physical: brings one leg to its venue only with the other.
    uint64 internal constant EXCHANGE = 13;
}
