/**
 * How a GPU-hour's price may move, and what that says of futures, options and months to come.
 *
 * <p>{@link io.hourglass.pricing.model.SchwartzSmith} splits the log price into a part that lasts and
 * a part that fades; {@link io.hourglass.pricing.model.KalmanFilter} reads both off a panel of futures
 * prices, {@link io.hourglass.pricing.model.Calibration} finds the parameters that make the panel
 * likeliest, with {@link io.hourglass.pricing.model.Launches} of new hardware as steps down on known
 * days, and {@link io.hourglass.pricing.model.Skill} says whether any of that beat the forecast that
 * nothing changes. {@link io.hourglass.pricing.model.GibsonSchwartz} is the same model in another
 * basis, for what can be stored.
 */
@NullMarked
package io.hourglass.pricing.model;

import org.jspecify.annotations.NullMarked;
