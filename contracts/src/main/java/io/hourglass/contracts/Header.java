package io.hourglass.contracts;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Block;
import java.util.HexFormat;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A block's header.
 *
 * @param bloom of all addresses and topics of the block's logs, 2,048 bits
 */
record Header(Block block, byte[] bloom) {
    private static final int BITS = 2_048;

    /** Empty if the node knows no such block. */
    static Optional<Header> read(JsonNode json) {
        if (json.isNull()) {
            return Optional.empty();
        }
        Block block = new Block(
                Rpc.quantity(json.get("number")),
                new Hash(json.get("hash").asString()),
                new Hash(json.get("parentHash").asString()),
                Rpc.quantity(json.get("timestamp")));
        JsonNode bloom = json.get("logsBloom");
        return Optional.of(new Header(
                block,
                bloom == null || bloom.isNull()
                        ? new byte[BITS / 8]
                        : HexFormat.of().parseHex(bloom.asString().substring(2))));
    }

    /**
     * Whether the block may have a log of this contract: sometimes true of one that has none, never
     * false of one that has one. Three bits of the address's hash are set (Ethereum Yellow Paper,
     * section 4.4.3, function M).
     */
    boolean mayName(Address contract) {
        byte[] hash = org.web3j.crypto.Hash.sha3(
                HexFormat.of().parseHex(contract.hex().substring(2)));
        for (int i = 0; i < 6; i += 2) {
            int bit = ((hash[i] & 0xff) << 8 | hash[i + 1] & 0xff) % BITS;
            if ((bloom[bloom.length - 1 - bit / 8] & 1 << bit % 8) == 0) {
                return false;
            }
        }
        return true;
    }
}
