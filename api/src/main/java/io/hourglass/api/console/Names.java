package io.hourglass.api.console;

import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.money.Hash;
import java.util.HashMap;
import java.util.Map;

/** What people call the addresses and ids of the chain: parties, contracts, assets. */
record Names(Map<String, String> known) {

    static Names of(Reading reading) {
        Map<String, String> names = new HashMap<>();
        reading.hourglass()
                .chain()
                .deployment()
                .addresses()
                .forEach((contract, address) -> names.put(address.hex(), Written.word(contract) + " contract"));
        reading.rooms()
                .book()
                .parties(reading.tx())
                .forEach(party -> names.put(party.address().hex(), party.name()));
        reading.rooms().book().assets(reading.tx()).forEach(listed -> {
            Hash id = listed.chainId();
            names.put(
                    (id == null ? Hash.keccak(listed.asset().code()) : id).hex(),
                    listed.asset().code());
        });
        return new Names(names);
    }

    /** The name, or the thing itself where it has none. */
    String name(String written) {
        return known.getOrDefault(written, written);
    }
}
