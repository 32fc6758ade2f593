// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPayouts} from "./IPayouts.sol";

/// @notice A fund's income in cash: split between its manager and its holders, and paid once.
interface IFundIncome is IPayouts {
    /// `managers` of it are the fee's recipient's, the rest the holders'.
    event IncomeBrought(
        bytes32 indexed income,
        address indexed payer,
        uint256 cash,
        address recipient,
        uint256 managers
    );
    event IncomePaid(bytes32 indexed income, address indexed account, uint256 cash);
    /// After what it is of: the Vault does not credit the account now, which may claim it.
    event Held(address indexed account, uint256 cash);
    event Claimed(address indexed account, uint256 cash);

    error ZeroAmount();
    error NoRecipient();
    error IncomeExists(bytes32 income);
    error IncomeShort(bytes32 income, uint256 left, uint256 needed);
    error AccountsUnsorted(uint256 index);
    error LengthsDiffer();

    /// @notice The caller's cash, earned with the fund's GPU-hours: a tenth, rounded down, is the fee's
    /// recipient's at once, the rest waits here to be paid to holders (FUND_MANAGER).
    function bringIncome(bytes32 income, uint256 cash) external;
    /// @notice Pays accounts their parts of an income. Each account once, as they ascend over all calls;
    /// all of them together no more than was brought (FUND_MANAGER).
    function payIncome(bytes32 income, address[] calldata accounts, uint256[] calldata amounts)
        external;
    /// @notice Pays an account, whoever calls, what the Vault did not credit it with when it was due.
    function claim(address account) external;
    function claimable(address account) external view returns (uint256);
    /// @notice Cash that accounts may claim: held here, not the fund's any more.
    function claimableCash() external view returns (uint256);
    /// @notice Cash of incomes to be paid: held here, the holders'.
    function incomeCash() external view returns (uint256);
}
