// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICycles} from "./interfaces/ICycles.sol";
import {IVault} from "./interfaces/IVault.sol";
import {Signatures} from "./libraries/Signatures.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

/// @title Cycles
/// @notice What is checked of a cycle's net before it moves anything.
abstract contract Cycles is ICycles, EIP712 {
    // CONSTANTS

    bytes32 private constant LEG_TYPEHASH =
        keccak256("Leg(address account,uint256 id,int256 amount)");

    bytes32 private constant CYCLE_TYPEHASH = keccak256(
        "Cycle(uint256 number,bytes32 root,uint256 trades,uint256 expiry,Leg[] legs)"
        "Leg(address account,uint256 id,int256 amount)"
    );

    /// A leaf hashes eight words and a node two: neither can pass for the other.
    bytes32 private constant TRADE_TYPEHASH = keccak256(
        "CycleTrade(bytes32 id,address buyer,address seller,uint256 series,uint256 quantity,"
        "uint256 price,uint256 cash)"
    );

    // STORAGE

    /// @inheritdoc ICycles
    uint256 public cycles;
    /// @inheritdoc ICycles
    mapping(uint256 number => bytes32) public rootOf;

    // READING

    /// @inheritdoc ICycles
    function cycleHash(Cycle calldata cycle, IVault.Leg[] calldata legs)
        public
        view
        returns (bytes32)
    {
        bytes32[] memory hashes = new bytes32[](legs.length);
        for (uint256 i = 0; i < legs.length; i++) {
            hashes[i] = _legHash(legs[i]);
        }
        bytes32 legsHash = keccak256(abi.encodePacked(hashes));
        return _hashTypedDataV4(keccak256(abi.encode(CYCLE_TYPEHASH, cycle, legsHash)));
    }

    /// @inheritdoc ICycles
    function tradeHash(CycleTrade calldata trade) public pure returns (bytes32) {
        return keccak256(abi.encode(TRADE_TYPEHASH, trade));
    }

    /// @inheritdoc ICycles
    function isOfCycle(uint256 number, CycleTrade calldata trade, bytes32[] calldata proof)
        external
        view
        returns (bool)
    {
        bytes32 root = rootOf[number];
        return root != 0 && MerkleProof.verifyCalldata(proof, root, tradeHash(trade));
    }

    // CHECKS

    /// The next cycle, alive, with something in it; booked as settled. Returns its hash.
    function _begin(Cycle calldata cycle, IVault.Leg[] calldata legs)
        internal
        returns (bytes32 hash)
    {
        uint256 next = cycles + 1;
        if (cycle.number != next) revert CycleOutOfTurn(next, cycle.number);
        if (block.timestamp > cycle.expiry) revert CycleExpired(next, cycle.expiry);
        if (cycle.trades == 0 || cycle.root == 0) revert EmptyCycle(next);

        cycles = next;
        rootOf[next] = cycle.root;
        emit CycleSettled(next, cycle.root, cycle.trades, legs.length);
        return cycleHash(cycle, legs);
    }

    /// Every account that a leg takes from has signed; legs of one account follow each other, or
    /// the Vault will refuse them.
    function _requireAgreed(
        uint256 number,
        bytes32 hash,
        IVault.Leg[] calldata legs,
        bytes[] calldata signatures
    ) internal view {
        address giver = address(0);
        uint256 givers = 0;
        for (uint256 i = 0; i < legs.length; i++) {
            IVault.Leg calldata leg = legs[i];
            if (leg.amount >= 0) continue;
            address account = leg.account;
            if (account == giver) continue;
            giver = account;
            bool agreed =
                givers < signatures.length && Signatures.agreed(giver, hash, signatures[givers]);
            if (!agreed) revert NotAgreed(number, giver);
            givers++;
        }
        if (givers != signatures.length) revert SignaturesDiffer(givers, signatures.length);
    }

    // INTERNAL

    /// The members of a leg are words that stand in calldata as they are hashed.
    function _legHash(IVault.Leg calldata leg) private pure returns (bytes32 hash) {
        bytes32 typehash = LEG_TYPEHASH;
        assembly ("memory-safe") {
            let start := mload(0x40)
            mstore(start, typehash)
            calldatacopy(add(start, 0x20), leg, 0x60)
            hash := keccak256(start, 0x80)
        }
    }
}
