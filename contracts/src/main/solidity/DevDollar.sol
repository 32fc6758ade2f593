// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title DevDollar
/// @notice Stands in for a dollar token on a development chain, where its owner makes as much of it
/// as a demonstration needs. It is backed by nothing: never deploy it where money is meant.
contract DevDollar is ERC20, ERC20Permit, Ownable {
    constructor(address owner)
        ERC20("Hourglass development dollar", "devUSD")
        ERC20Permit("Hourglass development dollar")
        Ownable(owner)
    {}

    /// @notice Makes `amount` micro-dollars out of nothing.
    function mint(address to, uint256 amount) external onlyOwner {
        _mint(to, amount);
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }
}
