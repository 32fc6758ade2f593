package io.hourglass.api.story;

import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.fund.IncomeView;
import io.hourglass.ledger.fund.NavView;
import io.hourglass.ledger.fund.RequestView;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;

/**
 * Step 6: the manager seeds the fund with hours and cash; cyd creates units in cash, has a share of what the
 * fund's hours earn, and redeems part.
 */
final class CreateUnits implements Step {
    private static final Hash SEED = Hash.sha256("story-fund-seed");
    private static final Hash CREATION = Hash.sha256("story-fund-creation");
    private static final Hash REDEMPTION = Hash.sha256("story-fund-redemption");
    private static final Hash INCOME = Hash.sha256("story-fund-income");
    private static final Amount EARNED = Amount.parse(Asset.USD, "250.01");
    private static final Amount CASH = Amount.parse(Asset.USD, "5000");

    @Override
    public String name() {
        return "index fund";
    }

    @Override
    public String run(Stage stage) {
        ChooseBasket.begin(stage);
        seed(stage);
        Party cyd = stage.party(Cast.CYD);
        stage.ask("cyd's creation", tx -> stage.rooms().fund().requestCreation(tx, CREATION, cyd, CASH));
        RequestView created = done(stage, CREATION);

        Party manager = stage.party(Cast.MANAGER);
        stage.ask("the fund's income", tx -> stage.rooms().fund().bringIncome(tx, INCOME, manager, EARNED));
        Amount part = new Amount(Asset.HGX, created.units().units() / 5 * 2);
        stage.ask("cyd's redemption", tx -> stage.rooms().fund().requestRedemption(tx, REDEMPTION, cyd, part));
        RequestView redeemed = done(stage, REDEMPTION);

        Amount earned = share(stage);

        NavView nav = stage.read(stage.rooms().fund()::latestNav).orElseThrow();
        Amount kept = stage.balance(cyd.path("units"));
        if (!kept.equals(created.units().minus(part)) || !redeemed.cash().isPositive()) {
            throw new StoryFailure("cyd keeps " + kept + " of " + created.units() + " after redeeming " + part);
        }
        stage.figures().put("fund.unitsCreated", created.units().decimal());
        stage.figures().put("fund.unitsRedeemed", part.decimal());
        stage.figures().put("fund.income", EARNED.decimal());
        stage.figures().put("fund.nav", nav.perUnit().decimal());
        return "%s HGX created for $%s, %s redeemed for $%s at the next NAV; $%s of income shared; NAV $%s on %s"
                .formatted(
                        created.units().decimal(),
                        Show.dollars(CASH),
                        part.decimal(),
                        Show.dollars(redeemed.cash()),
                        Show.dollars(earned),
                        nav.perUnit().decimal(),
                        nav.day());
    }

    /** What the income brought its holders, once all of it is paid. */
    private static Amount share(Stage stage) {
        LivedDays.until(
                stage,
                TradeFuture.future(stage).index(),
                "the fund's income was paid",
                () -> income(stage).state() == IncomeView.State.PAID);
        IncomeView income = income(stage);
        boolean cyds = stage.read(tx -> stage.rooms().fund().shares(tx, Cast.CYD, 1)).stream()
                .anyMatch(share -> share.income().equals(INCOME) && share.cash().isPositive());
        if (!cyds || !income.paid().plus(income.managers()).equals(EARNED)) {
            throw new StoryFailure("the fund's income was not shared out: " + income);
        }
        return income.holders();
    }

    private static IncomeView income(Stage stage) {
        return stage.read(tx -> stage.rooms().fund().incomes(tx, 10)).stream()
                .filter(income -> income.id().equals(INCOME))
                .findFirst()
                .orElseThrow(() -> new StoryFailure("the fund's income is not on the chain"));
    }

    /** Hours bought at the market like anyone's, and cash: the fund's first basket. */
    private static void seed(Stage stage) {
        Series held = ListAndMint.offeredBy(stage, Cast.OLGA).getLast();
        Party manager = stage.party(Cast.MANAGER);
        stage.ask("seeding the fund", tx -> stage.rooms()
                .fund()
                .createInKind(
                        tx, SEED, manager, held, Amount.parse(held.asset(), "2000"), Amount.parse(Asset.USD, "5000")));
        stage.awaitQuiet();
    }

    /** Forward pricing: a request waits for the next NAV, which needs the next final fixing. */
    private static RequestView done(Stage stage, Hash request) {
        IndexName index = TradeFuture.future(stage).index();
        LivedDays.until(
                stage,
                index,
                "request " + request + " was priced",
                () -> state(stage, request).state() == RequestView.State.DONE);
        return state(stage, request);
    }

    private static RequestView state(Stage stage, Hash request) {
        RequestView view = stage.read(tx -> stage.rooms().fund().request(tx, request))
                .orElseThrow(() -> new StoryFailure("no fund request " + request));
        if (view.state() == RequestView.State.VOIDED) {
            throw new StoryFailure("a fund request was voided: " + view.reason());
        }
        return view;
    }
}
