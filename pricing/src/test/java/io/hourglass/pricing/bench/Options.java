package io.hourglass.pricing.bench;

import com.opengamma.strata.pricer.impl.option.BlackFormulaRepository;
import io.hourglass.pricing.options.OptionType;
import io.hourglass.pricing.options.Tails;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import net.finmath.functions.AnalyticFormulas;

/** Options as a desk holds them: up to two years, volatilities of 20 to 90 %, strikes a deviation of 30 % away. */
final class Options {
    static final int COUNT = 4096;
    static final double RATE = 0.04;

    final OptionType[] types = new OptionType[COUNT];
    final boolean[] calls = new boolean[COUNT];
    final double[] forwards = new double[COUNT];
    final double[] strikes = new double[COUNT];
    final double[] years = new double[COUNT];
    final double[] volatilities = new double[COUNT];

    Options() {
        Random random = new Random(1);
        for (int i = 0; i < COUNT; i++) {
            calls[i] = random.nextBoolean();
            types[i] = calls[i] ? OptionType.CALL : OptionType.PUT;
            forwards[i] = 1 + 4 * random.nextDouble();
            strikes[i] = forwards[i] * Math.exp(0.3 * random.nextGaussian());
            years[i] = 0.02 + 2 * random.nextDouble();
            volatilities[i] = 0.2 + 0.7 * random.nextDouble();
        }
    }

    double strata() {
        double sum = 0;
        for (int i = 0; i < COUNT; i++) {
            sum += Math.exp(-RATE * years[i])
                    * BlackFormulaRepository.price(forwards[i], strikes[i], years[i], volatilities[i], calls[i]);
        }
        return sum;
    }

    double finmath() {
        double sum = 0;
        for (int i = 0; i < COUNT; i++) {
            double discount = Math.exp(-RATE * years[i]);
            double call = AnalyticFormulas.blackScholesGeneralizedOptionValue(
                    forwards[i], volatilities[i], years[i], strikes[i], discount);
            sum += calls[i] ? call : call - discount * (forwards[i] - strikes[i]);
        }
        return sum;
    }

    /** How far ours and theirs are off at worst, nearer than 8 deviations to the money and in all the tail. */
    static List<String> accuracy(ToDoubleFunction<Tails> ours) {
        return List.of(
                line("ours", ours),
                line(
                        "Strata",
                        tail -> BlackFormulaRepository.price(
                                tail.forward(), tail.strike(), tail.years(), tail.volatility(), call(tail))),
                line(
                        "finmath",
                        tail -> AnalyticFormulas.blackScholesOptionValue(
                                tail.forward(), 0, tail.volatility(), tail.years(), tail.strike(), call(tail))));
    }

    private static boolean call(Tails tail) {
        return tail.type() == OptionType.CALL;
    }

    private static String line(String who, ToDoubleFunction<Tails> price) {
        double near = 0;
        double all = 0;
        for (Tails tail : Tails.all()) {
            double off = tail.off(price.applyAsDouble(tail));
            all = Math.max(all, off);
            near = tail.deviations() < 8 ? Math.max(near, off) : near;
        }
        return String.format(
                Locale.ROOT, "%-8s worst relative error %.1e within 8 deviations, %.1e within 36", who, near, all);
    }
}
