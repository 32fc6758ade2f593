package io.hourglass.pricing.index;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Screens each provider's price against its own history (rulebook §2.2): accepted when |p − mean20|
 * ≤ 3·max(sd20, 3 % of mean20) and |p / last accepted − 1| &lt; 25 %, or when two others corroborate
 * the move, or when it has settled. All providers are judged on what was known before the day.
 */
final class Screen {
    /** Votes of the accepted without weights yet; exclusions of the others; histories after the day. */
    record Screened(List<Vote> votes, List<Exclusion> exclusions, SortedMap<String, ProviderHistory> providers) {}

    private record Candidate(ProviderHistory history, ProviderPrice price) {
        /** Relative move since the last accepted price; 0 for a newcomer. */
        double move() {
            return history.accepted().isEmpty()
                    ? 0
                    : price.price() / history.accepted().getLast() - 1;
        }

        boolean isNews() {
            return history.newest().map(price.newest()::isAfter).orElse(true);
        }
    }

    private final Methodology methodology;
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<Vote> votes = new ArrayList<>();
    private final List<Exclusion> exclusions = new ArrayList<>();
    private final SortedMap<String, ProviderHistory> after = new TreeMap<>();

    private Screen(Methodology methodology) {
        this.methodology = methodology;
    }

    static Screened of(SortedMap<String, ProviderHistory> providers, Instant at, Methodology methodology) {
        Screen screen = new Screen(methodology);
        for (ProviderHistory history : providers.values()) {
            if (history.live().isEmpty()) {
                screen.stale(history);
            } else {
                screen.candidates.add(new Candidate(history, ProviderPrice.of(history.live())));
            }
        }
        screen.candidates.forEach(screen::judge);
        return new Screened(screen.votes, screen.exclusions, screen.after);
    }

    private void stale(ProviderHistory history) {
        double last = history.accepted().isEmpty() ? 0 : history.accepted().getLast();
        exclusions.add(new Exclusion(
                history.provider(), Exclusion.Reason.STALE, last, history.mean(), tolerance(history), List.of()));
        after.put(history.provider(), history);
    }

    private void judge(Candidate candidate) {
        ProviderHistory history = candidate.history;
        double price = candidate.price.price();
        if (history.accepted().isEmpty()) {
            accept(candidate, List.of());
            return;
        }
        boolean jumped = Math.abs(candidate.move()) >= methodology.jump();
        boolean near = Math.abs(price - history.mean()) <= tolerance(history);
        if (near && !jumped) {
            accept(candidate, history.accepted());
        } else if (isCorroborated(candidate)) {
            accept(candidate, near ? history.accepted() : List.of());
        } else if (hasSettled(candidate)) {
            accept(candidate, history.pending());
        } else {
            leaveOut(candidate, jumped ? Exclusion.Reason.UNCORROBORATED_JUMP : Exclusion.Reason.OUTSIDE_OWN_HISTORY);
        }
    }

    private double tolerance(ProviderHistory history) {
        return methodology.tolerance() * Math.max(history.sd(), methodology.sdShare() * history.mean());
    }

    private boolean isCorroborated(Candidate candidate) {
        double needed = methodology.corroborationShare() * Math.abs(candidate.move());
        long others = candidates.stream()
                .filter(other -> !other.history.provider().equals(candidate.history.provider()))
                .filter(other -> Math.signum(other.move()) == Math.signum(candidate.move()))
                .filter(other -> other.move() != 0 && Math.abs(other.move()) >= needed)
                .count();
        return others >= methodology.corroborators();
    }

    /** Left out before at this same level, often enough: it is the provider's price now. */
    private boolean hasSettled(Candidate candidate) {
        List<Double> pending = candidate.history.pending();
        return candidate.isNews()
                && pending.size() + 1 >= methodology.settleAfter()
                && isSteady(pending, candidate.price.price());
    }

    private boolean isSteady(List<Double> pending, double price) {
        double mean = Moments.mean(pending);
        return Math.abs(price - mean) <= methodology.tolerance() * methodology.sdShare() * mean;
    }

    /** @param earlier the accepted prices this one joins */
    private void accept(Candidate candidate, List<Double> earlier) {
        ProviderHistory history = candidate.history;
        ProviderPrice price = candidate.price;
        List<Double> accepted = new ArrayList<>(earlier);
        if (candidate.isNews() || accepted.isEmpty()) {
            accepted.add(price.price());
        }
        int surplus = Math.max(0, accepted.size() - methodology.window());
        ProviderHistory next = new ProviderHistory(
                history.provider(),
                history.live(),
                accepted.subList(surplus, accepted.size()),
                List.of(),
                Optional.of(price.newest()));
        double sd =
                next.accepted().size() < methodology.sdMinCount() ? methodology.sdShare() * price.price() : next.sd();
        after.put(history.provider(), next);
        votes.add(new Vote(
                history.provider(),
                price.evidence(),
                price.offers(),
                price.gpus(),
                price.price(),
                sd,
                0,
                price.observations()));
    }

    private void leaveOut(Candidate candidate, Exclusion.Reason reason) {
        ProviderHistory history = candidate.history;
        ProviderPrice price = candidate.price;
        exclusions.add(new Exclusion(
                history.provider(), reason, price.price(), history.mean(), tolerance(history), price.observations()));
        List<Double> pending = new ArrayList<>();
        if (!candidate.isNews()) {
            pending.addAll(history.pending());
        } else {
            if (!history.pending().isEmpty() && isSteady(history.pending(), price.price())) {
                pending.addAll(history.pending());
            }
            pending.add(price.price());
        }
        after.put(
                history.provider(),
                new ProviderHistory(
                        history.provider(),
                        history.live(),
                        history.accepted(),
                        pending.subList(Math.max(0, pending.size() - methodology.window()), pending.size()),
                        Optional.of(price.newest())));
    }
}
