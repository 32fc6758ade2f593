/**
 * Options on the price of a GPU-hour and on its average.
 *
 * <p>Arguments come in one order everywhere: forward, strike, years, volatility, rate. {@link
 * io.hourglass.pricing.options.Black76} prices an option on a future, {@link
 * io.hourglass.pricing.options.PremiumSheet} many of them at once, {@link
 * io.hourglass.pricing.options.Bachelier} one whose forward moves in dollars, {@link
 * io.hourglass.pricing.options.AverageOption} one on a month's average; {@link
 * io.hourglass.pricing.options.ContinuousAverage}, {@link io.hourglass.pricing.options.GeometricAverage}
 * and {@link io.hourglass.pricing.options.VecerEquation} are what it is checked against. Values with
 * sensitivities are an {@link io.hourglass.pricing.options.OptionValue}. Years are Act/365F,
 * volatilities per √year, rates continuously compounded. In the tails every value keeps its digits, for
 * all of them stand on the ratio of Mills.
 */
@NullMarked
package io.hourglass.pricing.options;

import org.jspecify.annotations.NullMarked;
