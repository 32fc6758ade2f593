// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IVault} from "../interfaces/IVault.sol";

/// @notice How much more may be issued. Apart from the Vault so that what is proved of it is proved of
/// the code that runs; `require`, for the model checker does not follow `revert` with an error.
library Issuance {
    /// @notice What is issued after `amount` more, which the cap must allow.
    function raised(uint256 series, address owner, uint256 issued, uint256 amount, uint256 cap)
        internal
        pure
        returns (uint256 total)
    {
        total = issued + amount;
        require(total <= cap, IVault.CapExceeded(series, owner, cap, issued, amount));
    }
}
