package io.hourglass.ledger.options;

import java.time.LocalDate;

/**
 * What an option is worth by the model, for whoever wants an idea of it: an indication, never used for money.
 *
 * @param asOf the curve's day
 * @param premium micro-dollars per GPU-hour
 * @param delta millionths: change per dollar by which the days to come move
 * @param gamma millionths: change of delta per dollar
 * @param vega micro-dollars per GPU-hour and point of volatility (1 %)
 * @param theta micro-dollars per GPU-hour and calendar day that passes
 * @param volatility of the index over the last year, millionths per √year
 */
public record ModelValue(
        LocalDate asOf, long premium, long delta, long gamma, long vega, long theta, long volatility) {}
