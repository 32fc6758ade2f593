// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPayouts} from "./interfaces/IPayouts.sol";
import {IVault} from "./interfaces/IVault.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title Payouts
/// @notice How a venue pays dollars it holds for others.
abstract contract Payouts is IPayouts {
    using SafeERC20 for IERC20;

    IVault internal immutable VAULT;
    uint256 internal immutable CASH;

    constructor(IVault vault) {
        VAULT = vault;
        CASH = vault.cashId();
    }

    function _pay(address account, uint256 amount) internal {
        bool credits = VAULT.canTransfer(address(this), account, CASH, amount);
        if (credits || VAULT.getFrozenTokens(account, CASH) != 0) {
            VAULT.transfer(account, CASH, amount);
            return;
        }
        emit PaidOut(account, amount);

        VAULT.withdraw(amount);
        IERC20(address(uint160(CASH))).safeTransfer(account, amount);
    }
}
