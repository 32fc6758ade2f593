package io.hourglass.api.story;

import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import java.util.LinkedHashMap;
import java.util.Map;

/** Step 3: five investors, and the fund's manager, deposit dollars into the Vault. */
final class FundAccounts implements Step {
    private static final Map<String, String> DEPOSITS = deposits();

    @Override
    public String name() {
        return "fund accounts";
    }

    @Override
    public String run(Stage stage) {
        DEPOSITS.forEach((name, dollars) -> {
            ListAndMint.enrol(stage, name);
            Party party = stage.party(name);
            stage.ask(
                    name + "'s deposit",
                    tx -> stage.rooms().cash().deposit(tx, "story-" + name, party, Amount.parse(Asset.USD, dollars)));
        });
        stage.awaitQuiet();
        long total = 0;
        for (var deposit : DEPOSITS.entrySet()) {
            Amount booked = stage.balance(stage.party(deposit.getKey()).path("cash"));
            if (!booked.isPositive()) {
                throw new StoryFailure(deposit.getKey() + "'s deposit did not reach the books");
            }
            total += Amount.parse(Asset.USD, deposit.getValue()).units() / 1_000_000;
        }
        stage.figures().put("funding.deposits", DEPOSITS.size());
        stage.figures().put("funding.dollars", total);
        return "%d deposits of $%,d in the Vault, posted by the mirror".formatted(DEPOSITS.size(), total);
    }

    private static Map<String, String> deposits() {
        Map<String, String> deposits = new LinkedHashMap<>();
        deposits.put(Cast.ADA, "50000");
        deposits.put(Cast.BOB, "50000");
        deposits.put(Cast.CYD, "25000");
        deposits.put(Cast.DAN, "25000");
        deposits.put(Cast.EVE, "10000");
        deposits.put(Cast.MANAGER, "40000");
        return deposits;
    }
}
