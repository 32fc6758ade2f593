// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOutflow} from "./interfaces/IOutflow.sol";
import {LeakyBucket} from "./libraries/LeakyBucket.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Outflow
/// @notice How fast dollars may leave the Vault.
abstract contract Outflow is AccessManaged, IOutflow {
    using LeakyBucket for LeakyBucket.Bucket;
    using SafeCast for uint256;

    // CONSTANTS

    /// The longest it may take to let out everything held when a limit is set.
    uint256 private constant WAIT_MAX = 30 days;

    // STORAGE

    /// One slot. No window, no limit.
    struct Limit {
        uint96 limit;
        uint96 each;
        uint32 window;
    }

    Limit private _limit;
    LeakyBucket.Bucket private _all;
    mapping(address account => LeakyBucket.Bucket) private _own;

    // SETTING

    /// @inheritdoc IOutflow
    function setOutflowLimit(uint256 limit, uint256 each, uint256 window) external restricted {
        if (limit | each | window != 0) _requireBearable(limit, each, window);
        _setLimit(limit, each, window);
    }

    /// @inheritdoc IOutflow
    function lowerOutflowLimit(uint256 limit, uint256 each, uint256 window) external restricted {
        _requireBearable(limit, each, window);
        Limit memory old = _limit;
        bool tighter = limit <= old.limit && each <= old.each
            && limit * old.window <= old.limit * window && each * old.window <= old.each * window;
        if (old.window != 0 && !tighter) revert OutflowLimitNotTighter();
        _setLimit(limit, each, window);
    }

    // READING

    /// @inheritdoc IOutflow
    function outflowLimit() external view returns (uint256, uint256, uint256) {
        return (_limit.limit, _limit.each, _limit.window);
    }

    /// What the limit lets the account take out now.
    function _room(address account) internal view returns (uint256) {
        Limit memory limit = _limit;
        if (limit.window == 0) return type(uint256).max;
        return
            _own[account].roomDown(limit.each, limit.window)
                + _all.roomDown(limit.limit, limit.window);
    }

    // LEAVING

    /// Counts what leaves, first against the account's own part and only then against everybody's.
    function _letOut(address account, uint256 id, uint256 amount) internal {
        Limit memory limit = _limit;
        if (limit.window == 0) return;
        uint256 own = _own[account].roomDown(limit.each, limit.window);
        uint256 room = own + _all.roomDown(limit.limit, limit.window);
        if (amount > room) revert OutflowExceeded(id, room, amount);

        own = Math.min(own, amount);
        if (own != 0) _own[account].pour(own, limit.each, limit.window);
        if (amount != own) _all.pour(amount - own, limit.limit, limit.window);
    }

    // INTERNAL

    /// What could leave, in micro-dollars.
    function _held() internal view virtual returns (uint256);

    function _requireBearable(uint256 limit, uint256 each, uint256 window) private view {
        if (window == 0 || window > WAIT_MAX || each > limit) {
            revert OutflowLimitMalformed(limit, each, window);
        }
        uint256 least = Math.mulDiv(_held(), window, WAIT_MAX, Math.Rounding.Ceil);
        if (limit < least) revert OutflowLimitTooTight(limit, least);
    }

    function _setLimit(uint256 limit, uint256 each, uint256 window) private {
        _limit = Limit(limit.toUint96(), each.toUint96(), window.toUint32());
        emit OutflowLimitSet(limit, each, window);
    }
}
