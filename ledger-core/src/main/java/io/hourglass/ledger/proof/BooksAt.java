package io.hourglass.ledger.proof;

import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Balance;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.AssetKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The accounts as they stood after a number of entries: those the entries touched. An account opened
 * since, or never used, is not told of, so that it says the same whenever it is asked.
 */
record BooksAt(List<Journal.Listed> assets, List<State> accounts) {

    record State(Account account, long posted, long pendingOut, long pendingIn) {}

    static BooksAt head(Tx tx, Journal journal, long size) {
        Map<String, Balance> balances = new HashMap<>();
        journal.balancesAt(tx, size).forEach(balance -> balances.put(balance.path(), balance));
        List<State> states = new ArrayList<>();
        for (Account account : journal.accounts(tx, "")) {
            Balance then = balances.get(account.path());
            if (then != null) {
                states.add(new State(
                        account,
                        then.posted().units(),
                        then.pendingOut().units(),
                        then.pendingIn().units()));
            }
        }
        return new BooksAt(journal.assets(tx), states);
    }

    Map<String, Object> json() {
        List<Map<String, Object>> assetLines = new ArrayList<>();
        for (Journal.Listed listed : assets) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("asset", listed.asset().toString());
            line.put("kind", listed.kind().name());
            assetLines.add(line);
        }
        List<Map<String, Object>> accountLines = new ArrayList<>();
        for (State state : accounts) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("path", state.account.path());
            line.put("asset", state.account.asset().toString());
            line.put("floor", state.account.floor().name());
            line.put(
                    "holder",
                    state.account.holder() == null
                            ? null
                            : state.account.holder().hex());
            line.put("posted", state.posted);
            line.put("pendingOut", state.pendingOut);
            line.put("pendingIn", state.pendingIn);
            accountLines.add(line);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("assets", assetLines);
        json.put("accounts", accountLines);
        return json;
    }

    List<Liabilities> liabilities(HeadSigner signer) {
        List<Liabilities> result = new ArrayList<>();
        for (Journal.Listed listed : assets) {
            if (listed.kind() != AssetKind.LOTS && listed.kind() != AssetKind.MEMO) {
                result.add(Liabilities.of(listed.asset(), leaves(listed.asset(), signer)));
            }
        }
        return result;
    }

    private List<Liabilities.Leaf> leaves(Asset asset, HeadSigner signer) {
        Map<String, Long> owed = new TreeMap<>();
        for (State state : accounts) {
            String[] segments = state.account.path().split(":", 3);
            boolean party = segments.length > 1
                    && List.of("owner", "investor", "house", "contributor").contains(segments[0]);
            if (party && state.account.asset().equals(asset)) {
                owed.merge(segments[0] + ":" + segments[1], state.posted, Math::addExact);
            }
        }
        List<Liabilities.Leaf> leaves = new ArrayList<>();
        owed.forEach((holder, units) -> {
            if (units > 0) {
                leaves.add(new Liabilities.Leaf(holder, units, signer.salt(holder + "\t" + asset)));
            }
        });
        return leaves;
    }
}
