package io.hourglass.ledger.money;

/** What sort of thing an asset is, and so which contract keeps its balances on chain. */
public enum AssetKind {
    /** Dollars: claims on the Vault's dollar token. */
    CASH,
    /** GPU-hours of one series: Vault ids. */
    HOURS,
    /** Units of the index fund: its ERC-20. */
    UNITS,
    /** Lots of one futures contract: positions at Clearing, of either sign. */
    LOTS,
    /** What the books count for themselves, such as changes of terms: on no chain, and owed to nobody. */
    MEMO
}
