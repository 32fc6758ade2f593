// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IVault} from "../interfaces/IVault.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @notice Adds up movements per account and asset, and hands them out as the sorted legs that
/// `Vault.settle` takes. A grid in memory: a row an account, a column an asset. Accounts come in
/// ascending; assets, of which there are few, as they are met.
library Netting {
    using SafeCast for uint256;

    struct Net {
        address[] accounts;
        uint256[] ids;
        uint256 rows;
        uint256 columns;
        int256[] sums;
    }

    error AccountsUnsorted(address account);

    /// @param most rows, and columns, that will be entered
    function open(uint256 most) internal pure returns (Net memory net) {
        net.accounts = new address[](most);
        net.ids = new uint256[](most);
    }

    /// @notice The account's row: the last one's, or a new one after it.
    function enterRow(Net memory net, address account) internal pure returns (uint256 row) {
        row = net.rows;
        if (row > 0) {
            address last = net.accounts[row - 1];
            if (account == last) return row - 1;
            if (account < last) revert AccountsUnsorted(account);
        }
        net.accounts[row] = account;
        net.rows = row + 1;
    }

    /// @notice The asset's column, a new one if it has none.
    /// @param guess the column it may have
    function enterColumn(Net memory net, uint256 id, uint256 guess)
        internal
        pure
        returns (uint256 column)
    {
        if (guess < net.columns && net.ids[guess] == id) return guess;
        while (column < net.columns && net.ids[column] != id) column++;
        if (column < net.columns) return column;
        net.ids[column] = id;
        net.columns = column + 1;
    }

    /// @notice Nothing is entered any more; movements may begin.
    function close(Net memory net) internal pure {
        net.sums = new int256[](net.rows * net.columns);
    }

    function move(Net memory net, uint256 fromRow, uint256 toRow, uint256 column, uint256 amount)
        internal
        pure
    {
        int256 signed = amount.toInt256();
        uint256 columns = net.columns;
        net.sums[fromRow * columns + column] -= signed;
        net.sums[toRow * columns + column] += signed;
    }

    function legs(Net memory net) internal pure returns (IVault.Leg[] memory moved) {
        uint256[] memory ascending = _ascending(net);
        moved = new IVault.Leg[](_count(net.sums));
        uint256 next = 0;
        for (uint256 row = 0; row < net.rows; row++) {
            for (uint256 i = 0; i < ascending.length; i++) {
                uint256 column = ascending[i];
                int256 sum = net.sums[row * net.columns + column];
                if (sum == 0) continue;
                moved[next++] = IVault.Leg(net.accounts[row], net.ids[column], sum);
            }
        }
    }

    /// The columns, by their assets.
    function _ascending(Net memory net) private pure returns (uint256[] memory columns) {
        columns = new uint256[](net.columns);
        for (uint256 i = 0; i < columns.length; i++) {
            uint256 place = i;
            for (; place > 0 && net.ids[columns[place - 1]] > net.ids[i]; place--) {
                columns[place] = columns[place - 1];
            }
            columns[place] = i;
        }
    }

    function _count(int256[] memory sums) private pure returns (uint256 count) {
        for (uint256 i = 0; i < sums.length; i++) {
            if (sums[i] != 0) count++;
        }
    }
}
