package io.hourglass.pricing.margin;

import io.hourglass.pricing.MicroDollars;
import io.hourglass.pricing.scenario.Portfolios;
import io.hourglass.pricing.scenario.Portfolios.Position;
import io.hourglass.pricing.scenario.ValueChanges;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a default fund has to cover: the two accounts together that would owe most, beyond the margin they
 * have, in extreme but plausible markets (Regulation (EU) 648/2012, Art. 42(3); CPMI-IOSCO, Principles for
 * financial market infrastructures, Principle 4).
 *
 * <p>The markets: every price falls, or rises, by twice the launch stress; those of one class alone do; and the
 * front month of every class moves by the stress against all later months.
 */
public final class CoverTwo {
    /** Of the launch stress: what margin covers already is no stress of the fund. */
    private static final double MULTIPLE = 2;

    private CoverTwo() {}

    /**
     * A contract.
     *
     * @param group the number of its class
     * @param front whether it is the nearest month of its class
     * @param lotMicros what a lot still moves by: price times hours times what is not fixed, micro-dollars
     */
    public record Instrument(int group, boolean front, long lotMicros) {}

    /**
     * What an account has.
     *
     * @param lots by instrument, negative where short; 0 where it has none
     * @param marginMicros micro-dollars that Clearing holds for it, less what it owes since the last mark
     */
    public record Account(List<Long> lots, long marginMicros) {
        public Account {
            lots = List.copyOf(lots);
        }
    }

    /** A market: each group's front month and later months move by these shares of their price. */
    private record Market(String name, List<Double> front, List<Double> later) {
        double move(Instrument instrument) {
            return (instrument.front ? front : later).get(instrument.group);
        }
    }

    /**
     * The two accounts that would owe most in a market.
     *
     * @param accounts numbers, who owes most first; fewer than two where others owe nothing
     * @param owedMicros micro-dollars beyond each one's margin, to the nearest
     */
    public record Owed(String market, List<Integer> accounts, List<Long> owedMicros) {
        public Owed {
            accounts = List.copyOf(accounts);
            owedMicros = List.copyOf(owedMicros);
        }

        /** Both together, micro-dollars. */
        public long totalMicros() {
            return owedMicros.stream().reduce(0L, Math::addExact);
        }
    }

    /**
     * Every market's, the worst first.
     *
     * @param groups names of the classes, by number
     */
    public static List<Owed> of(List<String> groups, List<Instrument> instruments, List<Account> accounts) {
        if (instruments.isEmpty() || accounts.isEmpty()) {
            return List.of();
        }
        List<Market> markets = markets(groups);
        double[][] gains = gains(markets, instruments, accounts);
        return IntStream.range(0, markets.size())
                .mapToObj(market -> owed(markets.get(market).name(), market, gains, accounts))
                .sorted(Comparator.comparingLong(Owed::totalMicros).reversed())
                .toList();
    }

    /**
     * What each account would owe beyond its margin in the market that is worst for it, micro-dollars: its use of the
     * fund, by which it is called for what the fund lacks.
     */
    public static List<Long> worst(List<String> groups, List<Instrument> instruments, List<Account> accounts) {
        if (instruments.isEmpty()) {
            return accounts.stream().map(account -> 0L).toList();
        }
        List<Market> markets = markets(groups);
        double[][] gains = gains(markets, instruments, accounts);
        return IntStream.range(0, accounts.size())
                .mapToObj(account -> IntStream.range(0, markets.size())
                        .mapToLong(market -> owed(gains[account][market], accounts.get(account)))
                        .max()
                        .orElse(0))
                .toList();
    }

    private static double[][] gains(List<Market> markets, List<Instrument> instruments, List<Account> accounts) {
        ValueChanges changes = ValueChanges.of(
                instruments.size(),
                markets.size(),
                (instrument, market) -> instruments.get(instrument).lotMicros()
                        / 1e6
                        * markets.get(market).move(instruments.get(instrument)));
        Portfolios portfolios =
                Portfolios.of(accounts.stream().map(CoverTwo::positions).toList());
        return IntStream.range(0, accounts.size())
                .mapToObj(account -> portfolios.profitAndLoss(account, changes))
                .toArray(double[][]::new);
    }

    private static long owed(double gain, Account account) {
        long loss = MicroDollars.halfEven(Math.max(0, -gain));
        return Math.max(0, loss - account.marginMicros());
    }

    private static Owed owed(String market, int number, double[][] gains, List<Account> accounts) {
        long[] owed = new long[accounts.size()];
        for (int account = 0; account < owed.length; account++) {
            owed[account] = owed(gains[account][number], accounts.get(account));
        }
        List<Integer> worst = IntStream.range(0, owed.length)
                .filter(account -> owed[account] > 0)
                .boxed()
                .sorted(Comparator.comparingLong((Integer account) -> owed[account])
                        .reversed())
                .limit(2)
                .toList();
        return new Owed(
                market, worst, worst.stream().map(account -> owed[account]).toList());
    }

    private static List<Position> positions(Account account) {
        List<Position> positions = new ArrayList<>();
        for (int instrument = 0; instrument < account.lots.size(); instrument++) {
            if (account.lots.get(instrument) != 0) {
                positions.add(new Position(instrument, account.lots.get(instrument)));
            }
        }
        return positions;
    }

    private static List<Market> markets(List<String> groups) {
        double stress = MarginRules.IN_FORCE.launchStress();
        double extreme = MULTIPLE * stress;
        List<Market> markets = new ArrayList<>();
        int count = groups.size();
        markets.add(new Market("all prices fall", all(count, -extreme), all(count, -extreme)));
        markets.add(new Market("all prices rise", all(count, extreme), all(count, extreme)));
        for (int group = 0; group < count && count > 1; group++) {
            markets.add(
                    new Market(groups.get(group) + " falls", one(count, group, -extreme), one(count, group, -extreme)));
            markets.add(
                    new Market(groups.get(group) + " rises", one(count, group, extreme), one(count, group, extreme)));
        }
        markets.add(new Market("front months fall, later ones rise", all(count, -stress), all(count, stress)));
        markets.add(new Market("front months rise, later ones fall", all(count, stress), all(count, -stress)));
        return markets;
    }

    private static List<Double> all(int count, double move) {
        return IntStream.range(0, count).mapToObj(group -> move).toList();
    }

    private static List<Double> one(int count, int moved, double move) {
        return IntStream.range(0, count)
                .mapToObj(group -> group == moved ? move : 0.0)
                .toList();
    }
}
