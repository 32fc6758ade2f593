// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IVault} from "./IVault.sol";

/// @notice A cycle of trades settled by its multilateral net: one leg an account and asset, whatever
/// the number of trades. Everybody who gives anything has signed the whole net. The trades stay off
/// chain, bound by the root of their Merkle tree, so that each signer can show theirs is among them.
interface ICycles {
    /// EIP-712 type, signed together with its legs. Cycles are numbered without gaps; `expiry` is the
    /// last second it may settle; `trades` is how many leaves the tree has.
    struct Cycle {
        uint256 number;
        bytes32 root;
        uint256 trades;
        uint256 expiry;
    }

    /// A leaf of the tree. `id` makes two equal trades two trades; `cash` is what the buyer pays.
    struct CycleTrade {
        bytes32 id;
        address buyer;
        address seller;
        uint256 series;
        uint256 quantity;
        uint256 price;
        uint256 cash;
    }

    event CycleSettled(uint256 indexed number, bytes32 root, uint256 trades, uint256 legs);

    error CycleOutOfTurn(uint256 next, uint256 number);
    error CycleExpired(uint256 number, uint256 expiry);
    error EmptyCycle(uint256 number);
    error OwnerInCycle(uint256 series, address owner);
    error NotAgreed(uint256 number, address account);
    error SignaturesDiffer(uint256 givers, uint256 signatures);

    /// @notice Settles the legs in the Vault (SETTLER), if each account that any of them takes from
    /// has signed. Signatures stand in the order of the legs, one an account. Owners of a series'
    /// capacity do not sell it in a cycle: their sales are paid into Delivery, by `settle`.
    function settleCycle(
        Cycle calldata cycle,
        IVault.Leg[] calldata legs,
        bytes[] calldata signatures
    ) external;
    /// @notice What each giver signs.
    function cycleHash(Cycle calldata cycle, IVault.Leg[] calldata legs)
        external
        view
        returns (bytes32);
    /// @notice How many cycles have settled: the number of the last.
    function cycles() external view returns (uint256);
    /// @notice The root of a settled cycle's trades; zero for one that has not settled.
    function rootOf(uint256 number) external view returns (bytes32);
    /// @notice A trade's leaf.
    function tradeHash(CycleTrade calldata trade) external pure returns (bytes32);
    /// @notice Whether a trade is among those of a settled cycle. Pairs are hashed smaller first.
    function isOfCycle(uint256 number, CycleTrade calldata trade, bytes32[] calldata proof)
        external
        view
        returns (bool);
}
