/**
 * Options on the price of a GPU-hour, in closed form.
 *
 * <p>Arguments come in one order everywhere: forward, strike, years, volatility, rate. {@link
 * io.hourglass.pricing.options.Black76} prices an option on a future, {@link
 * io.hourglass.pricing.options.Bachelier} one whose forward moves in dollars, {@link
 * io.hourglass.pricing.options.AverageOption} one on a month's average; all give an {@link
 * io.hourglass.pricing.options.OptionValue}. Years are Act/365F, volatilities per √year, rates
 * continuously compounded.
 */
@NullMarked
package io.hourglass.pricing.options;

import org.jspecify.annotations.NullMarked;
