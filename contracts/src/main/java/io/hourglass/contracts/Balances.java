package io.hourglass.contracts;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Deployment;
import io.hourglass.ledger.settlement.Chain.Holding;
import io.hourglass.ledger.settlement.Chain.Holding.Kind;
import io.hourglass.ledger.settlement.Chain.Unreachable;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint256;
import tools.jackson.databind.JsonNode;

/** Many balances at one block, asked in few messages. */
final class Balances {
    /** Holdings in one call: what a node answers well within its time. */
    private static final int CHUNK = 500;

    /** Words before an array's first. */
    private static final int ARRAY_HEAD = 2;

    private final Rpc rpc;
    private final Deployment deployment;

    Balances(Rpc rpc, Deployment deployment) {
        this.rpc = rpc;
        this.deployment = deployment;
    }

    /** In the order asked; the block's state must still be held by the node. */
    List<Long> at(List<Holding> holdings, Hash block) {
        List<Chunk> chunks = chunks(holdings);
        List<JsonNode> answers =
                rpc.askAll(chunks.stream().map(chunk -> question(chunk, block)).toList());
        Long[] units = new Long[holdings.size()];
        for (int i = 0; i < chunks.size(); i++) {
            fill(units, chunks.get(i), answers.get(i).asString());
        }
        return List.of(units);
    }

    /** Some holdings of one kind, and where in the caller's list they stand. */
    private record Chunk(Kind kind, List<Integer> places, List<Holding> holdings) {}

    private static List<Chunk> chunks(List<Holding> holdings) {
        List<Chunk> chunks = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<Integer> places = IntStream.range(0, holdings.size())
                    .filter(i -> holdings.get(i).kind() == kind)
                    .boxed()
                    .toList();
            int size = kind == Kind.FUND_UNITS ? 1 : CHUNK; // ERC-20 answers for one account a call
            for (int from = 0; from < places.size(); from += size) {
                List<Integer> part = places.subList(from, Math.min(from + size, places.size()));
                chunks.add(
                        new Chunk(kind, part, part.stream().map(holdings::get).toList()));
            }
        }
        return chunks;
    }

    private Rpc.Question question(Chunk chunk, Hash block) {
        Map<String, String> call =
                Map.of("to", contract(chunk.kind()).hex(), "data", FunctionEncoder.encode(function(chunk)));
        return new Rpc.Question("eth_call", call, Map.of("blockHash", block.hex()));
    }

    private Address contract(Kind kind) {
        return deployment.of(
                switch (kind) {
                    case VAULT -> Contract.VAULT;
                    case FUND_UNITS -> Contract.INDEX_FUND;
                    case POSITION, MARGIN, SHARE -> Contract.CLEARING;
                    case OPTION, COLLATERAL -> Contract.OPTIONS;
                });
    }

    private static Function function(Chunk chunk) {
        return switch (chunk.kind()) {
            case VAULT -> new Function("balancesOf", List.of(holders(chunk), ids(chunk)), List.of());
            case POSITION, OPTION -> new Function("positionsOf", List.of(holders(chunk), ids(chunk)), List.of());
            case MARGIN -> new Function("marginsOf", List.of(holders(chunk)), List.of());
            case COLLATERAL -> new Function("collateralsOf", List.of(holders(chunk)), List.of());
            case SHARE -> new Function("sharesOf", List.of(holders(chunk)), List.of());
            case FUND_UNITS ->
                new Function("balanceOf", List.of(address(chunk.holdings().getFirst())), List.of());
        };
    }

    private static Type<?> holders(Chunk chunk) {
        return new DynamicArray<>(
                org.web3j.abi.datatypes.Address.class,
                chunk.holdings().stream().map(Balances::address).toList());
    }

    private static Type<?> ids(Chunk chunk) {
        return new DynamicArray<>(
                Uint256.class,
                chunk.holdings().stream()
                        .map(holding -> new Uint256(holding.asset().unsigned()))
                        .toList());
    }

    private static org.web3j.abi.datatypes.Address address(Holding holding) {
        return new org.web3j.abi.datatypes.Address(holding.holder().hex());
    }

    /**
     * Read as signed, as positions are; no balance comes near the sign bit. One number, or an array: where
     * it begins (the next word), how many there are, and these.
     */
    private static void fill(Long[] units, Chunk chunk, String answer) {
        Words words = words(answer);
        int head = chunk.kind() == Kind.FUND_UNITS ? 0 : ARRAY_HEAD;
        if (words.words().size() != head + chunk.places().size()) {
            throw new Unreachable(
                    "the node answers " + words.words().size() + " words where "
                            + chunk.places().size() + " balances are asked",
                    null);
        }
        for (int i = 0; i < chunk.places().size(); i++) {
            units[chunk.places().get(i)] = words.signed(head + i);
        }
    }

    private static Words words(String answer) {
        try {
            return Words.of(answer);
        } catch (IllegalArgumentException e) {
            throw new Unreachable("the node does not answer balances", e);
        }
    }
}
