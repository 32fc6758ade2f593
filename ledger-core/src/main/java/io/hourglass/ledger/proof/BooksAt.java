package io.hourglass.ledger.proof;

import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.AssetKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The accounts as they stood after a number of entries. */
record BooksAt(List<Journal.Listed> assets, List<State> accounts) {

    record State(Account account, long posted, long pendingOut, long pendingIn) {}

    static BooksAt head(Tx tx, Journal journal, long size) {
        Map<String, Account> accounts = new TreeMap<>();
        journal.accounts(tx, "").forEach(account -> accounts.put(account.path(), account));
        Map<String, Long> posted = sums(tx, """
                select distinct on (account) account, balance from hourglass.posting
                where sequence <= ? order by account, version desc
                """, size);
        Map<String, Long> out = sums(tx, open("from_account"), size, size);
        Map<String, Long> in = sums(tx, open("to_account"), size, size);
        List<State> states = new ArrayList<>();
        accounts.forEach((path, account) -> states.add(new State(
                account, posted.getOrDefault(path, 0L), out.getOrDefault(path, 0L), in.getOrDefault(path, 0L))));
        return new BooksAt(journal.assets(tx), states);
    }

    private static String open(String side) {
        return "select " + side + ", sum(amount)::bigint from hourglass.pending p where sequence <= ? and not"
                + " exists (select 1 from hourglass.resolution r where r.pending = p.id and r.sequence <= ?)"
                + " group by " + side;
    }

    private static Map<String, Long> sums(Tx tx, String sql, Object... arguments) {
        Map<String, Long> sums = new TreeMap<>();
        tx.query(sql, row -> sums.put(row.getString(1), row.getLong(2)), arguments);
        return sums;
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
            if (listed.kind() != AssetKind.LOTS) {
                result.add(Liabilities.of(listed.asset(), leaves(listed.asset(), signer)));
            }
        }
        return result;
    }

    private List<Liabilities.Leaf> leaves(Asset asset, HeadSigner signer) {
        Map<String, Long> owed = new TreeMap<>();
        for (State state : accounts) {
            String[] segments = state.account.path().split(":", 3);
            boolean party =
                    segments.length > 1 && List.of("owner", "investor", "house").contains(segments[0]);
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
