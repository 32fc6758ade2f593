package io.hourglass.contracts;

import io.hourglass.ledger.money.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.web3j.abi.FunctionReturnDecoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.BytesType;
import org.web3j.abi.datatypes.NumericType;
import org.web3j.abi.datatypes.Type;
import org.web3j.utils.Numeric;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Why a call would fail, as a person reads it: {@code CapExceeded(series=0x…, owner=0x…, cap=5,
 * issued=5, amount=1)}. Names come from the contracts' ABIs.
 */
@SuppressWarnings("rawtypes") // of the codec we use
final class Reverts {
    private static final List<String> CONTRACTS = List.of(
            "AccessManager",
            "Clearing",
            "Delivery",
            "DevDollar",
            "ExchangeForPhysical",
            "FixingOracle",
            "IndexFund",
            "JournalAnchor",
            "Options",
            "Settlement",
            "Vault");

    /** Larger numbers are identifiers, which people know in hex. */
    private static final int NUMBER_BITS_MAX = 64;

    private final Map<String, Definition> definitions = new HashMap<>();

    private record Definition(String name, List<String> parameters, List<TypeReference<Type>> types) {}

    private Reverts() {
        define("Error", List.of("reason"), List.of("string"));
        define("Panic", List.of("code"), List.of("uint256"));
    }

    static Reverts ofContracts() {
        Reverts reverts = new Reverts();
        JsonMapper json = new JsonMapper();
        for (String contract : CONTRACTS) {
            for (JsonNode entry : abi(json, contract)) {
                if (entry.get("type").asString().equals("error")) {
                    reverts.define(
                            entry.get("name").asString(),
                            fields(entry.get("inputs"), "name"),
                            fields(entry.get("inputs"), "type"));
                }
            }
        }
        return reverts;
    }

    /** Whether the call itself failed, and not the asking. */
    static boolean isRevert(Rpc.Refused refused) {
        String message = String.valueOf(refused.getMessage()).toLowerCase(Locale.ROOT);
        return hasData(refused.data())
                || refused.code() == 3
                || message.contains("revert")
                || message.contains("out of gas")
                || message.contains("outofgas")
                || message.contains("gas required exceeds");
    }

    String sentence(Rpc.Refused refused) {
        String data = refused.data();
        if (!hasData(data)) {
            return String.valueOf(refused.getMessage());
        }
        Definition definition = definitions.get(data.substring(0, 10));
        return definition == null ? "unknown error " + data : sentence(definition, data.substring(10));
    }

    private static boolean hasData(String data) {
        return data.matches("0x[0-9a-f]{8,}");
    }

    private static String sentence(Definition definition, String arguments) {
        List<Type> values = FunctionReturnDecoder.decode(arguments, definition.types());
        StringJoiner text = new StringJoiner(", ", definition.name() + "(", ")");
        for (int i = 0; i < values.size(); i++) {
            text.add(definition.parameters().get(i) + "=" + written(values.get(i)));
        }
        return text.toString();
    }

    private static String written(Type<?> value) {
        return switch (value) {
            case NumericType number -> written(number.getValue());
            case BytesType bytes -> Numeric.toHexString(bytes.getValue());
            default -> value.getValue().toString();
        };
    }

    private static String written(BigInteger number) {
        return number.bitLength() > NUMBER_BITS_MAX && number.signum() > 0
                ? Numeric.toHexStringWithPrefixZeroPadded(number, 64)
                : number.toString();
    }

    private void define(String name, List<String> parameters, List<String> types) {
        String signature = name + "(" + String.join(",", types) + ")";
        definitions.put(
                Hash.keccak(signature).hex().substring(0, 10),
                new Definition(
                        name, parameters, types.stream().map(Reverts::type).toList()));
    }

    @SuppressWarnings("unchecked")
    private static TypeReference<Type> type(String solidity) {
        try {
            return TypeReference.makeTypeReference(solidity);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("an error has an argument of type " + solidity, e);
        }
    }

    private static List<String> fields(JsonNode inputs, String field) {
        List<String> values = new ArrayList<>();
        inputs.forEach(input -> values.add(input.get(field).asString()));
        return values;
    }

    private static JsonNode abi(JsonMapper json, String contract) {
        try (InputStream in = Reverts.class.getResourceAsStream("abi/" + contract + ".json")) {
            if (in == null) {
                throw new IllegalStateException("the ABI of " + contract + " is not in the jar");
            }
            return json.readTree(in).get("abi");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
