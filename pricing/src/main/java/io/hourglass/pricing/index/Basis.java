package io.hourglass.pricing.index;

/** Which rung of the fallback ladder a fixing stands on (rulebook §2.6). */
public enum Basis {
    /** Executed sales and executable quotes alone passed the gate. */
    FIRM,
    /** List prices had to be let in. */
    WIDENED,
    /** Nothing passed the gate: the mean of the last min(gap, 3) computed fixings, flagged. */
    CARRIED,
    /** Nothing was left to carry: two people determined it. Never computed, and never carried on. */
    DETERMINED
}
