// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Orders} from "./Orders.sol";
import {ICombinations} from "./interfaces/ICombinations.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Combinations
/// @notice What a venue checks of orders that are filled together or not at all.
abstract contract Combinations is ICombinations, Orders {
    using SafeCast for uint256;

    // CONSTANTS

    bytes32 private constant COMBINATION_TYPEHASH = keccak256(
        "Combination(Order[] legs,int256 price)"
        "Order(address account,uint256 base,bool buy,uint256 quantity,uint256 price,uint256 expiry,"
        "uint256 salt)"
    );

    // VIEWS

    /// @inheritdoc ICombinations
    function combinationHash(Order[] calldata legs, int256 price) public view returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](legs.length);
        for (uint256 i = 0; i < legs.length; i++) {
            hashes[i] = _structHashOf(legs[i]);
        }
        bytes32 all = keccak256(abi.encodePacked(hashes));
        return _hashTypedDataV4(keccak256(abi.encode(COMBINATION_TYPEHASH, all, price)));
    }

    // CHECKS

    /// What the signature of each order of a batch is over: its combination, where it is a leg of
    /// one, and of one only.
    function _signed(Order[] calldata orders, Combined[] calldata combined)
        internal
        view
        returns (bytes32[] memory signed)
    {
        signed = new bytes32[](orders.length);
        uint256 next = 0;
        for (uint256 i = 0; i < combined.length; i++) {
            uint256 first = combined[i].first;
            if (first < next) revert OrdersUnsorted(first);
            next = first + combined[i].legs;
            bytes32 hash = combinationHash(orders[first:next], combined[i].price);
            for (uint256 leg = first; leg < next; leg++) {
                signed[leg] = hash;
            }
        }
    }

    /// Of each combination all legs were filled alike, and within its price together.
    function _requireWhole(
        Ticket[] memory tickets,
        Fill[] calldata fills,
        Combined[] calldata combined
    ) internal pure {
        int256[] memory paid = new int256[](tickets.length);
        for (uint256 i = 0; i < fills.length; i++) {
            int256 value = (fills[i].quantity * fills[i].price).toInt256();
            paid[fills[i].buy] += value;
            paid[fills[i].sell] -= value;
        }
        for (uint256 i = 0; i < combined.length; i++) {
            _requireWhole(tickets, paid, combined[i]);
        }
    }

    function _requireWhole(
        Ticket[] memory tickets,
        int256[] memory paid,
        Combined calldata combined
    ) private pure {
        uint256 first = combined.first;
        uint256 filled = _newlyFilled(tickets[first]);
        int256 price = 0;
        for (uint256 leg = first; leg < first + combined.legs; leg++) {
            uint256 other = _newlyFilled(tickets[leg]);
            if (other != filled) revert LegsDiffer(tickets[leg].hash, other, filled);
            price += paid[leg];
        }
        int256 limit = combined.price * filled.toInt256();
        if (price > limit) revert CombinationOutsidePrice(tickets[first].hash, limit, price);
    }

    function _newlyFilled(Ticket memory ticket) private pure returns (uint256) {
        return ticket.filled - ticket.before;
    }
}
