// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Stage} from "./Stage.sol";
import {ICycles} from "contracts/interfaces/ICycles.sol";
import {IVault} from "contracts/interfaces/IVault.sol";

/// @notice Many accounts that trade one series, sorted by address.
abstract contract Crowd is Stage {
    address[] internal _crowd;
    mapping(address account => uint256) private _keys;

    /// So many accounts that trust every venue, with so much each.
    function _gather(uint256 count, uint256 dollars, uint256 amount) internal {
        for (uint256 i = 0; i < count; i++) {
            uint256 key = uint256(keccak256(abi.encode("crowd", i)));
            address account = vm.addr(key);
            _keys[account] = key;
            _crowd.push(account);
            for (uint256 j = i; j > 0 && _crowd[j - 1] > _crowd[j]; j--) {
                (_crowd[j - 1], _crowd[j]) = (_crowd[j], _crowd[j - 1]);
            }
            _admit(account);
            _fund(account, dollars);
        }
        _list(OLGA, SERIES, count * amount, "crowd");
        vm.prank(OPERATIONS);
        vault.mint(SERIES, OLGA, count * amount);
        for (uint256 i = 0; i < count; i++) {
            vm.prank(OLGA);
            vault.transfer(_crowd[i], SERIES, amount);
        }
    }

    function _keyOf(address account) internal view override returns (uint256) {
        return _keys[account] == 0 ? super._keyOf(account) : _keys[account];
    }

    /// Two sums an account, dollars and hours.
    function _move(int256[] memory sums, uint256 from, uint256 to, uint256 column, int256 amount)
        internal
        pure
    {
        sums[2 * from + column] -= amount;
        sums[2 * to + column] += amount;
    }

    /// The sums that are not zero, sorted as the Vault wants them.
    function _legs(int256[] memory sums) internal view returns (IVault.Leg[] memory legs) {
        uint256 count = 0;
        for (uint256 i = 0; i < sums.length; i++) {
            if (sums[i] != 0) count++;
        }
        legs = new IVault.Leg[](count);
        uint256 next = 0;
        for (uint256 i = 0; i < sums.length; i++) {
            uint256 column = cash < SERIES ? i % 2 : 1 - i % 2;
            int256 sum = sums[i / 2 * 2 + column];
            if (sum != 0) {
                legs[next++] = IVault.Leg(_crowd[i / 2], column == 0 ? cash : SERIES, sum);
            }
        }
    }

    /// A signature of each account that gives anything, in the order of the legs.
    function _signed(ICycles.Cycle memory cycle, IVault.Leg[] memory legs)
        internal
        view
        returns (bytes[] memory signatures)
    {
        bytes32 hash = settlement.cycleHash(cycle, legs);
        bytes[] memory all = new bytes[](legs.length);
        uint256 count = 0;
        address giver = address(0);
        for (uint256 i = 0; i < legs.length; i++) {
            if (legs[i].amount >= 0 || legs[i].account == giver) continue;
            giver = legs[i].account;
            all[count++] = _signature(_keyOf(giver), hash);
        }
        signatures = new bytes[](count);
        for (uint256 i = 0; i < count; i++) {
            signatures[i] = all[i];
        }
    }
}
