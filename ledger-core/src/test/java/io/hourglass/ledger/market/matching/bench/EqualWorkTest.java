package io.hourglass.ledger.market.matching.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is measured beside each other does the same; and another's book agrees with ours on 50,000 commands. */
class EqualWorkTest {
    @Test
    void bothBooksComeToTheSameTradesAndTheSameDepth() {
        Commands commands = new Commands(50_000, 7);
        Ours ours = new Ours();
        ExchangeCore theirs = new ExchangeCore();

        ours.play(commands, 0, commands.count());
        theirs.play(commands, 0, commands.count());

        assertThat(ours.played()).isEqualTo(theirs.played());
        assertThat(ours.played().fills()).isGreaterThan(10_000);
        assertThat(ours.played().depth()).hasSizeGreaterThan(100);
    }
}
