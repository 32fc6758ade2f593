package io.hourglass.contracts;

import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The code a contract has once it is on a chain, as this build makes it. What its constructor writes
 * into it, the immutables, stands as zeros until it is {@linkplain #with given}. The build is
 * reproducible: compiler and sources are pinned, and no metadata is appended.
 */
final class RuntimeCode {
    private static final int WORD = 32;

    private final byte[] blank;

    /** Where each immutable stands, in the order of declaration, those inherited first. */
    private final List<List<Integer>> places;

    private RuntimeCode(byte[] blank, List<List<Integer>> places) {
        this.blank = blank;
        this.places = places;
    }

    static RuntimeCode of(Contract contract) {
        String name = name(contract);
        try (InputStream in = RuntimeCode.class.getResourceAsStream("abi/" + name + ".json")) {
            if (in == null) {
                throw new IllegalStateException("the code of " + name + " is not in the jar");
            }
            JsonNode runtime = new JsonMapper().readTree(in).get("runtime");
            List<List<Integer>> places = new ArrayList<>();
            runtime.get("immutables").forEach(immutable -> places.add(integers(immutable)));
            return new RuntimeCode(bytes(runtime.get("code").asString()), places);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keccak-256 of the code with zeros for its immutables: the same wherever it is deployed. */
    Hash build() {
        return Hash.keccak(blank);
    }

    /** The code with these values of its immutables, a word each. */
    byte[] with(List<Hash> values) {
        if (values.size() != places.size()) {
            throw new IllegalArgumentException(places.size() + " immutables are not " + values.size());
        }
        byte[] code = blank.clone();
        for (int i = 0; i < values.size(); i++) {
            for (int place : places.get(i)) {
                System.arraycopy(values.get(i).bytes(), 0, code, place, WORD);
            }
        }
        return code;
    }

    /** Whether this is the code, whatever its immutables are. */
    boolean isBut(byte[] code) {
        if (code.length != blank.length) {
            return false;
        }
        byte[] other = code.clone();
        places.forEach(
                immutable -> immutable.forEach(place -> System.arraycopy(new byte[WORD], 0, other, place, WORD)));
        return java.util.Arrays.equals(other, blank);
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex, 2, hex.length());
    }

    private static List<Integer> integers(JsonNode array) {
        List<Integer> integers = new ArrayList<>();
        array.forEach(number -> integers.add(number.asInt()));
        return integers;
    }

    private static String name(Contract contract) {
        return switch (contract) {
            case ACCESS_MANAGER -> "AccessManager";
            case DOLLAR -> "DevDollar";
            case VAULT -> "Vault";
            case SETTLEMENT -> "Settlement";
            case DELIVERY -> "Delivery";
            case CLEARING -> "Clearing";
            case FIXING_ORACLE -> "FixingOracle";
            case INDEX_FUND -> "IndexFund";
            case JOURNAL_ANCHOR -> "JournalAnchor";
            case EXCHANGE_FOR_PHYSICAL -> "ExchangeForPhysical";
            case OPTIONS -> "Options";
        };
    }
}
