// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IStreamingFee} from "./interfaces/IStreamingFee.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title StreamingFee
/// @notice A fee that a token's holders pay by inflation, second by second.
abstract contract StreamingFee is IStreamingFee, ERC20, AccessManaged {
    // CONSTANTS

    uint256 private constant MILLION = 1e6;
    uint256 private constant YEAR = 365.25 days;

    /// @inheritdoc IStreamingFee
    uint256 public constant FEE_CAP = 20_000;

    // STORAGE

    /// @inheritdoc IStreamingFee
    address public feeRecipient;
    /// @inheritdoc IStreamingFee
    uint64 public feeAccruedUntil;
    /// @inheritdoc IStreamingFee
    uint256 public feeRate;

    // FEE

    /// @inheritdoc IStreamingFee
    function accrueFee() public {
        uint256 rate = feeRate;
        if (rate == 0) return;
        uint64 from = feeAccruedUntil;
        uint256 supply = totalSupply();
        uint256 until = supply == 0 ? block.timestamp : Math.min(block.timestamp, from + YEAR);
        uint256 share = rate * (until - from);
        uint256 units = Math.mulDiv(supply, share, MILLION * YEAR - share);
        // Less than the smallest part of a unit goes on accruing, however often somebody calls.
        if (units == 0 && supply != 0) return;

        feeAccruedUntil = uint64(until);
        emit FeeAccrued(feeRecipient, units, from, until);
        if (units != 0) _mint(feeRecipient, units);
    }

    /// @inheritdoc IStreamingFee
    function setFee(address recipient, uint256 rate) external restricted {
        if (rate > FEE_CAP) revert FeeAboveCap(rate, FEE_CAP);
        if (recipient == address(0)) revert NoFeeRecipient();
        accrueFee();

        feeRecipient = recipient;
        feeRate = rate;
        feeAccruedUntil = uint64(block.timestamp);
        emit FeeSet(recipient, rate, block.timestamp);
    }
}
