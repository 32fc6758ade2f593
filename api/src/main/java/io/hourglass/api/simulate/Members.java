package io.hourglass.api.simulate;

import io.hourglass.api.story.Acting;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.clearing.Clearing;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.settlement.IntentView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Who takes part: the members, the house with its tranche, and the estate of whoever defaults. */
final class Members {
    static final String ESTATE = "estate";
    static final String HOUSE = "house";

    /** Micro-dollars. */
    static final long DOLLAR = 1_000_000;

    private static final long THOUSAND = 1_000;
    private static final long TRANCHE = 5_000;

    /** The reckless member's: enough to take what the others offer, however many they are. */
    private static final long RECKLESS_MARGIN = 60_000;

    private static final long RECKLESS_MARGIN_A_MEMBER = 2_000;

    /** As many as the contract lets share in the default fund; the reckless one keeps out of it. */
    private static final int SHARES_MAX = 256;

    /** How many are enrolled at once. */
    private static final int SET = 100;

    private final Acting acting;
    private final List<Member> all;
    private final Set<String> out = new HashSet<>();

    Members(Acting acting, List<Member> all) {
        this.acting = acting;
        this.all = List.copyOf(all);
    }

    /**
     * Draws so many members; one of them, anywhere in the list, is reckless. Where more trade than may share in the
     * default fund, those who do share for them too: it has to last for what all of them trade.
     */
    static Members drawn(Acting acting, int count, List<GpuClass> classes, RandomGenerator random) {
        long standingFor = Math.ceilDiv(count, SHARES_MAX);
        int reckless = random.nextInt(count);
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long margin = i == reckless
                    ? RECKLESS_MARGIN + count * RECKLESS_MARGIN_A_MEMBER
                    : (5 + random.nextInt(11)) * THOUSAND;
            long drawn = THOUSAND / 2 + 100L * random.nextInt(16);
            long share = i < SHARES_MAX && i != reckless ? drawn * standingFor : 0;
            long reserve = i == reckless ? 0 : margin * random.nextInt(101) / 100;
            members.add(new Member(
                    "member-%04d".formatted(i + 1),
                    classes.get(i % classes.size()),
                    margin,
                    share,
                    reserve,
                    i == reckless));
        }
        return new Members(acting, members);
    }

    List<Member> all() {
        return all;
    }

    /** Those who trade: all but who is or was in default. */
    List<Member> active() {
        return all.stream().filter(member -> !out.contains(member.name())).toList();
    }

    Member reckless() {
        return all.stream().filter(Member::reckless).findFirst().orElseThrow();
    }

    boolean isOut(String name) {
        return out.contains(name);
    }

    /** It is in default, and trades no more. */
    void leave(String name) {
        out.add(name);
    }

    /**
     * Makes everybody ready to deal.
     *
     * @param progress gets a line a set
     */
    void enrol(Consumer<String> progress) {
        acting.hourglass().fuel(List.of(ESTATE, HOUSE));
        enrol(ESTATE, Party.Kind.HOUSE);
        deposit(enrol(HOUSE, Party.Kind.HOUSE), TRANCHE);
        acting.awaitQuiet();
        for (int from = 0; from < all.size(); from += SET) {
            List<Member> set = all.subList(from, Math.min(from + SET, all.size()));
            acting.hourglass().fuel(set.stream().map(Member::name).toList());
            set.forEach(member -> deposit(enrol(member.name(), Party.Kind.INVESTOR), member.deposit()));
            acting.awaitQuiet();
            progress.accept("%d of %d members are enrolled".formatted(from + set.size(), all.size()));
        }
        post();
    }

    private void post() {
        Party house = acting.party(HOUSE);
        acting.ask("the tranche", tx -> acting.rooms().clearing().addTranche(tx, "tranche", house, dollars(TRANCHE)));
        all.forEach(member -> margin(member.name(), "margin-" + member.name(), dollars(member.margin())));
        acting.awaitQuiet();
        // One after another: the contract gives what rounding leaves over to who came first.
        for (Member member : all) {
            if (member.share() > 0) {
                Party party = acting.party(member.name());
                acting.ask("the share of " + member.name(), tx -> acting.rooms()
                        .clearing()
                        .contribute(tx, "share-" + member.name(), party, dollars(member.share())));
                acting.await("the share of " + member.name(), () -> isMined("share-" + member.name()));
            }
        }
        acting.awaitQuiet();
    }

    private boolean isMined(String movement) {
        return acting.read(tx -> acting.rooms().settlement().find(tx, Clearing.intent(movement)))
                .map(IntentView::state)
                .filter(state -> state == IntentView.State.MINED || state == IntentView.State.FINAL)
                .isPresent();
    }

    private void margin(String name, String id, Amount amount) {
        Party party = acting.party(name);
        acting.ask("margin of " + name, tx -> acting.rooms().clearing().addMargin(tx, id, party, amount));
    }

    private Party enrol(String name, Party.Kind kind) {
        return acting.ask(
                "enrolling " + name,
                tx -> acting.rooms().cash().enrol(tx, new Party(name, kind, acting.address(name), name)));
    }

    private void deposit(Party party, long dollars) {
        acting.ask(
                "the deposit of " + party.name(),
                tx -> acting.rooms().cash().deposit(tx, "begin-" + party.name(), party, dollars(dollars)));
    }

    private static Amount dollars(long dollars) {
        return Amount.parse(Asset.USD, Long.toString(dollars));
    }
}
