// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IVault} from "../interfaces/IVault.sol";
import {Distinct} from "./Distinct.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @notice Adds up movements per account and asset, and hands them out as the sorted legs that
/// `Vault.settle` takes. A grid in memory: a row an account, a column an asset.
library Netting {
    using Distinct for uint256[];
    using SafeCast for uint256;

    struct Net {
        uint256[] accounts;
        uint256[] ids;
        int256[] sums;
    }

    /// @param accounts every account that may move, in any order, repeated or not
    /// @param ids every asset that may move, likewise
    function open(uint256[] memory accounts, uint256[] memory ids)
        internal
        pure
        returns (Net memory net)
    {
        net.accounts = accounts.sorted();
        net.ids = ids.sortedFew();
        net.sums = new int256[](net.accounts.length * net.ids.length);
    }

    /// @notice Where an account is in the grid.
    function rowOf(Net memory net, address account) internal pure returns (uint256) {
        return net.accounts.indexOf(uint160(account));
    }

    /// @notice Where an asset is in the grid.
    function columnOf(Net memory net, uint256 id) internal pure returns (uint256) {
        return net.ids.indexOf(id);
    }

    function move(Net memory net, uint256 fromRow, uint256 toRow, uint256 column, uint256 amount)
        internal
        pure
    {
        int256 signed = amount.toInt256();
        uint256 columns = net.ids.length;
        net.sums[fromRow * columns + column] -= signed;
        net.sums[toRow * columns + column] += signed;
    }

    function legs(Net memory net) internal pure returns (IVault.Leg[] memory moved) {
        uint256 columns = net.ids.length;
        moved = new IVault.Leg[](_count(net.sums));
        uint256 next = 0;
        for (uint256 i = 0; i < net.sums.length; i++) {
            int256 sum = net.sums[i];
            if (sum == 0) continue;
            address account = address(uint160(net.accounts[i / columns]));
            moved[next++] = IVault.Leg(account, net.ids[i % columns], sum);
        }
    }

    function _count(int256[] memory sums) private pure returns (uint256 count) {
        for (uint256 i = 0; i < sums.length; i++) {
            if (sums[i] != 0) count++;
        }
    }
}
