package io.hourglass.contracts;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Deployment;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is where of a deployment, and what its code must be: from this build's code and the
 * deployment's addresses alone, so that anyone who builds the same sources comes to the same record.
 *
 * <p>Immutables are part of the code and nothing is left open by them: each follows from the
 * addresses, the chain and the contract's name, so the code is known to the last byte. Of a dollar
 * token that is not ours only the address is recorded.
 */
public final class DeploymentRecord {
    private static final String DOLLAR_NAME = "Hourglass development dollar";
    private static final String FUND_NAME = "Hourglass GPU Index Fund";

    private final Deployment deployment;
    private final Map<Contract, byte[]> codes = new EnumMap<>(Contract.class);

    /** @param ownDollar whether the dollar is the development dollar, made by the deployment */
    public DeploymentRecord(Deployment deployment, boolean ownDollar) {
        this.deployment = deployment;
        deployment.addresses().keySet().stream()
                .filter(contract -> contract != Contract.DOLLAR || ownDollar)
                .forEach(
                        contract -> codes.put(contract, RuntimeCode.of(contract).with(immutables(contract))));
    }

    /** One line a contract that is not on the chain as recorded; none if all are. */
    public List<String> differences(String url) {
        try (Rpc rpc = new Rpc(url, Duration.ofSeconds(15))) {
            return differences(rpc);
        }
    }

    List<String> differences(Rpc rpc) {
        List<Contract> contracts = List.copyOf(codes.keySet());
        List<JsonNode> answers = rpc.askAll(contracts.stream()
                .map(contract ->
                        new Rpc.Question("eth_getCode", deployment.of(contract).hex(), "latest"))
                .toList());
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < contracts.size(); i++) {
            Contract contract = contracts.get(i);
            byte[] code = RuntimeCode.bytes(answers.get(i).asString());
            difference(contract, code)
                    .ifPresent(what -> differences.add(contract + " at " + deployment.of(contract) + " " + what));
        }
        return differences;
    }

    private Optional<String> difference(Contract contract, byte[] code) {
        if (Arrays.equals(code, codes.get(contract))) {
            return Optional.empty();
        }
        if (code.length == 0) {
            return Optional.of("has no code");
        }
        return Optional.of(
                RuntimeCode.of(contract).isBut(code)
                        ? "was constructed for another deployment"
                        : "has other code than this build makes");
    }

    /**
     * Of each contract its address; {@code code}, the Keccak-256 of what the chain must have there, as
     * EXTCODEHASH gives it; and {@code build}, the same with zeros for immutables, which does not depend
     * on where it is.
     */
    public String json() {
        Map<String, Object> contracts = new LinkedHashMap<>();
        deployment.addresses().forEach((contract, address) -> contracts.put(contract.name(), entry(contract, address)));
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("chainId", deployment.chainId());
        record.put("firstBlock", deployment.firstBlock());
        record.put("contracts", contracts);
        return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(record) + "\n";
    }

    public void write(Path file) throws IOException {
        Files.writeString(file, json());
    }

    private Map<String, String> entry(Contract contract, Address address) {
        Map<String, String> entry = new LinkedHashMap<>();
        entry.put("address", address.hex());
        byte[] code = codes.get(contract);
        if (code != null) {
            entry.put("code", Hash.keccak(code).hex());
            entry.put("build", RuntimeCode.of(contract).build().hex());
        }
        return entry;
    }

    /** In the order of their files and in these of declaration: EIP-712, the contract, Payouts. */
    private List<Hash> immutables(Contract contract) {
        Hash vault = word(Contract.VAULT);
        Hash dollar = word(Contract.DOLLAR); // the token, and the id cash has
        List<Hash> own =
                switch (contract) {
                    case VAULT -> List.of(dollar, dollar);
                    case SETTLEMENT -> List.of(vault, word(Contract.DELIVERY), dollar);
                    case DELIVERY -> List.of(vault, dollar);
                    case INDEX_FUND -> List.of(word(Contract.CLEARING), vault, dollar);
                    case OPTIONS -> List.of(word(Contract.CLEARING), vault, dollar);
                    case CLEARING -> List.of(word(Contract.FIXING_ORACLE), vault, dollar);
                    case EXCHANGE_FOR_PHYSICAL -> List.of(word(Contract.CLEARING), word(Contract.SETTLEMENT));
                    case ACCESS_MANAGER, DOLLAR, FIXING_ORACLE, JOURNAL_ANCHOR -> List.of();
                };
        List<Hash> all = new ArrayList<>(signing(contract));
        all.addAll(own);
        return all;
    }

    /** What a contract that verifies signatures keeps of its EIP-712 domain. */
    private List<Hash> signing(Contract contract) {
        String name =
                switch (contract) {
                    case DOLLAR -> DOLLAR_NAME;
                    case INDEX_FUND -> FUND_NAME;
                    default -> TypedData.NAMES.getOrDefault(contract, "");
                };
        if (name.isEmpty()) {
            return List.of();
        }
        byte[] domain = TypedData.domain(name, deployment.chainId(), deployment.of(contract));
        return List.of(
                Hash.of(domain),
                Hash.of(BigInteger.valueOf(deployment.chainId())),
                word(contract),
                Hash.keccak(name),
                Hash.keccak("1"),
                brief(name),
                brief("1"));
    }

    /** A text of at most 31 bytes in one word: its bytes from the left, its length last. */
    private static Hash brief(String text) {
        byte[] word = new byte[32];
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, word, 0, bytes.length);
        word[31] = (byte) bytes.length;
        return Hash.of(word);
    }

    private Hash word(Contract contract) {
        return Hash.of(new BigInteger(deployment.of(contract).hex().substring(2), 16));
    }
}
