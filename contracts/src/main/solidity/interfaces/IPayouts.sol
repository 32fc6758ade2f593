// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Dollars that a venue holds for an account and pays out to it. The Vault credits nobody
/// while it is halted, and nobody who may not hold there (any more): what is theirs is then paid
/// past it, in the token itself, so that nobody's dollars wait for an operator. Whoever has dollars
/// frozen waits all the same.
interface IPayouts {
    /// The token went to the account itself, right after the event that says what it was paid for.
    event PaidOut(address indexed account, uint256 amount);
}
