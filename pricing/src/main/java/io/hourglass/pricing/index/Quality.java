package io.hourglass.pricing.index;

/**
 * How hard a fixing is to bend (rulebook §2.9); all zero if it was carried.
 *
 * @param leaveOneOutMove USD per GPU-hour: the farthest the fixing would move if any one provider
 *     were left out and the rest weighted anew
 * @param leaveOneOutProvider the provider whose absence moves it that far
 * @param effectiveProviders 1 / Σ wᵢ²: that many equal providers would be as concentrated
 * @param costToMoveOnePercent USD a day: what the providers quote in a day, Σ GPUs·price·24 h, who
 *     would have to reprice beyond all others until the fixing has moved by 1 %, smallest first
 */
public record Quality(
        double leaveOneOutMove, String leaveOneOutProvider, double effectiveProviders, double costToMoveOnePercent) {

    static final Quality CARRIED = new Quality(0, "", 0, 0);
}
