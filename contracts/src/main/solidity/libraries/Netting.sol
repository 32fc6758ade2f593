// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IVault} from "../interfaces/IVault.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @notice Adds up movements per account and asset, and hands them out as the sorted legs that
/// `Vault.settle` takes. A grid in memory: a row an account, a column an asset. Accounts are
/// entered nearly in order, as a batch's orders are; assets in any, for they are few.
library Netting {
    using SafeCast for uint256;

    /// Rows and columns in the order they were entered; `sums` holds row after row.
    struct Net {
        uint256[] accounts;
        uint256[] ids;
        uint256 rows;
        uint256 columns;
        int256[] sums;
    }

    /// @param most rows, and columns, that will be entered
    function open(uint256 most) internal pure returns (Net memory net) {
        net.accounts = new uint256[](most);
        net.ids = new uint256[](most);
    }

    /// @notice The row of an account: the last one, or a new one after it.
    function enterRow(Net memory net, address account) internal pure returns (uint256) {
        uint256 rows = net.rows;
        uint256[] memory accounts = net.accounts;
        unchecked {
            if (rows > 0 && accounts[rows - 1] == uint160(account)) return rows - 1;
            accounts[rows] = uint160(account);
            net.rows = rows + 1;
        }
        return rows;
    }

    /// @notice The column of an asset: a new one if it has none. There are few.
    /// @param guess the column it probably has
    function enterColumn(Net memory net, uint256 id, uint256 guess)
        internal
        pure
        returns (uint256 column)
    {
        uint256[] memory ids = net.ids;
        uint256 columns = net.columns;
        if (guess < columns && ids[guess] == id) return guess;
        while (column < columns && ids[column] != id) column++;
        if (column < columns) return column;
        ids[column] = id;
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
        int256[] memory sums = net.sums;
        (uint256 from, uint256 to) = (_place(net, fromRow, column), _place(net, toRow, column));
        sums[from] -= signed;
        sums[to] += signed;
    }

    function legs(Net memory net) internal pure returns (IVault.Leg[] memory moved) {
        uint256[] memory rows = _ascending(net.accounts, net.rows);
        uint256[] memory columns = _ascending(net.ids, net.columns);
        int256[] memory sums = net.sums;
        moved = new IVault.Leg[](_count(sums));
        uint256 next = 0;
        for (uint256 i = 0; i < rows.length; i++) {
            uint256 row = rows[i];
            for (uint256 j = 0; j < columns.length; j++) {
                uint256 column = columns[j];
                int256 sum = sums[_place(net, row, column)];
                if (sum == 0) continue;
                IVault.Leg memory leg = moved[next++];
                (leg.account, leg.id, leg.amount) =
                (address(uint160(net.accounts[row])), net.ids[column], sum);
            }
        }
    }

    /// Within the grid, which is in memory: it does not overflow.
    function _place(Net memory net, uint256 row, uint256 column) private pure returns (uint256) {
        unchecked {
            return row * net.columns + column;
        }
    }

    function _count(int256[] memory sums) private pure returns (uint256 count) {
        for (uint256 i = 0; i < sums.length; i++) {
            if (sums[i] != 0) count++;
        }
    }

    /// The places of the first values, the smallest value's place first. By insertion, which costs
    /// little where they are few or nearly in order.
    function _ascending(uint256[] memory values, uint256 count)
        private
        pure
        returns (uint256[] memory places)
    {
        places = new uint256[](count);
        for (uint256 i = 0; i < count; i++) {
            uint256 place = i;
            for (; place > 0 && values[places[place - 1]] > values[i]; place--) {
                places[place] = places[place - 1];
            }
            places[place] = i;
        }
    }
}
