/**
 * The chain: the adapter that implements ledger-core's one port, the keys it signs with, and the
 * development chain it runs on by default.
 *
 * <p>{@link io.hourglass.contracts.EvmChain} speaks JSON-RPC to any EVM endpoint; {@link
 * io.hourglass.contracts.DevChain} is an anvil of our own whose blocks survive a crash; {@link
 * io.hourglass.contracts.Deployer} puts the contracts on a chain once; {@link
 * io.hourglass.contracts.Keys} signs with secp256k1 keys by name, wherever their secrets are kept,
 * and a {@link io.hourglass.contracts.Wallet} signs with them what people sign.
 */
@NullMarked
package io.hourglass.contracts;

import org.jspecify.annotations.NullMarked;
