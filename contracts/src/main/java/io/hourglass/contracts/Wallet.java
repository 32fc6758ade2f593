package io.hourglass.contracts;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.settlement.Chain.Deployment;
import io.hourglass.ledger.settlement.Signable;
import io.hourglass.ledger.settlement.Signature;

/**
 * Signs what people sign, orders and votes and readings, with keys held for them: the wallet of
 * the demonstration's users, whose keys are in the service's custody.
 */
public final class Wallet {
    private final Keys keys;
    private final TypedData typed;

    public Wallet(Keys keys, Deployment deployment) {
        keys.requireFitFor(deployment.chainId());
        this.keys = keys;
        this.typed = new TypedData(deployment);
    }

    public Address address(String key) {
        return keys.address(key);
    }

    /** Signs for the deployment's chain and the contract that verifies it. */
    public Signature sign(String key, Signable signable) {
        return keys.sign(key, typed.preimage(signable));
    }
}
