package io.hourglass.contracts;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Block;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.IntStream;
import org.web3j.utils.Numeric;
import tools.jackson.databind.JsonNode;

/**
 * A block's header.
 *
 * @param bloom of all addresses and topics of the block's logs, a number of 2,048 bits
 */
record Header(Block block, BigInteger bloom) {
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
        String bloom = json.path("logsBloom").asString("0x0");
        return Optional.of(new Header(block, new BigInteger(bloom.substring(2), 16)));
    }

    /**
     * Whether the block may have a log of this contract: sometimes true of one that has none, never
     * false of one that has one. Three bits of the address's hash are set (Ethereum Yellow Paper,
     * section 4.4.3, function M).
     */
    boolean mayName(Address contract) {
        ByteBuffer hash = ByteBuffer.wrap(Hash.keccakBytes(Numeric.hexStringToByteArray(contract.hex())));
        return IntStream.range(0, 3).map(i -> hash.getShort(2 * i) & (BITS - 1)).allMatch(bloom::testBit);
    }
}
