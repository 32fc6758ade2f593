package io.hourglass.contracts;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.settlement.Chain.Block;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.Chain.Seen;
import io.hourglass.ledger.settlement.Chain.Unreachable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import tools.jackson.databind.JsonNode;

/** Reads blocks and what was said in them: few questions, and nothing missed. */
final class Logs {
    private final Rpc rpc;
    private final Events events;
    private final List<Address> contracts;

    Logs(Rpc rpc, Events events) {
        this.rpc = rpc;
        this.events = events;
        this.contracts = events.contracts().stream().map(Address::new).toList();
    }

    /** As {@link io.hourglass.ledger.settlement.Chain#see}. */
    List<Seen> see(long from, long to, long settled) {
        List<Header> headers = headers(from, to);
        List<Logged> said = new ArrayList<>();
        said.addAll(ofRange(headers.stream()
                .filter(header -> header.block().number() <= settled)
                .toList()));
        said.addAll(ofEach(headers.stream()
                .filter(header -> header.block().number() > settled)
                .toList()));
        Map<Long, List<Logged>> byBlock = said.stream()
                .collect(Collectors.groupingBy(logged -> logged.block().number()));
        return headers.stream()
                .map(Header::block)
                .map(block -> new Seen(block, byBlock.getOrDefault(block.number(), List.of())))
                .toList();
    }

    /** In log order. A block the node does not know any more is asked for again another time. */
    List<Logged> of(Block block) {
        return decode(List.of(block), rpc.ask("eth_getLogs", question(block)));
    }

    /** Those that the node has and that follow each other. */
    private List<Header> headers(long from, long to) {
        List<JsonNode> answers = rpc.askAll(LongStream.rangeClosed(from, to)
                .mapToObj(number -> new Rpc.Question("eth_getBlockByNumber", Rpc.hex(number), false))
                .toList());
        List<Header> headers = new ArrayList<>();
        for (JsonNode answer : answers) {
            Optional<Header> next = Header.read(answer);
            boolean follows = next.isPresent()
                    && (headers.isEmpty()
                            || next.get()
                                    .block()
                                    .parent()
                                    .equals(headers.getLast().block().hash()));
            if (!follows) {
                break;
            }
            headers.add(next.get());
        }
        return headers;
    }

    /**
     * By range, the fewest questions; nodes that find a range too wide are asked for its halves. Where
     * a header says that there may be logs and the answer has none, and where the answer is about other
     * blocks, each block is asked by its hash: a node that lags behind hides nothing.
     */
    private List<Logged> ofRange(List<Header> headers) {
        if (headers.size() < 2) {
            return ofEach(headers);
        }
        JsonNode logs;
        try {
            logs = rpc.attempt(
                    "eth_getLogs",
                    question(headers.getFirst().block(), headers.getLast().block()));
        } catch (Rpc.Refused tooWide) {
            int middle = headers.size() / 2;
            List<Logged> halves = new ArrayList<>(ofRange(headers.subList(0, middle)));
            halves.addAll(ofRange(headers.subList(middle, headers.size())));
            return halves;
        }
        Set<String> speaking = new HashSet<>();
        requireList(logs).forEach(log -> speaking.add(log.get("blockHash").asString()));
        Set<String> asked =
                headers.stream().map(header -> header.block().hash().hex()).collect(Collectors.toSet());
        if (!asked.containsAll(speaking)) {
            return ofEach(headers);
        }
        List<Logged> said =
                new ArrayList<>(decode(headers.stream().map(Header::block).toList(), logs));
        said.addAll(ofEach(headers.stream()
                .filter(header -> !speaking.contains(header.block().hash().hex()))
                .filter(header -> contracts.stream().anyMatch(header::mayName))
                .toList()));
        return said;
    }

    private List<Logged> ofEach(List<Header> headers) {
        List<Block> blocks = headers.stream().map(Header::block).toList();
        List<JsonNode> answers = rpc.askAll(blocks.stream()
                .map(block -> new Rpc.Question("eth_getLogs", question(block)))
                .toList());
        List<Logged> said = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            said.addAll(decode(List.of(blocks.get(i)), answers.get(i)));
        }
        return said;
    }

    private List<Logged> decode(List<Block> blocks, JsonNode logs) {
        return events.decode(blocks, requireList(logs));
    }

    private static JsonNode requireList(JsonNode logs) {
        if (!logs.isArray()) {
            throw new Unreachable("the node answers no list of logs", null);
        }
        return logs;
    }

    private Map<String, Object> question(Block block) {
        return Map.of(
                "blockHash", block.hash().hex(), "address", events.contracts(), "topics", List.of(events.topics()));
    }

    private Map<String, Object> question(Block first, Block last) {
        return Map.of(
                "fromBlock", Rpc.hex(first.number()),
                "toBlock", Rpc.hex(last.number()),
                "address", events.contracts(),
                "topics", List.of(events.topics()));
    }
}
