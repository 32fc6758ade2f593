// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPayouts} from "./IPayouts.sol";

/// @notice A fund's income in cash: split between its manager and its holders, and paid once.
interface IFundIncome is IPayouts {
    /// Who held how many units when an income's holders were counted.
    struct Holding {
        address account;
        uint256 units;
    }

    /// `managers` of it are the fee's recipient's, the rest the holders'.
    event IncomeBrought(
        bytes32 indexed income,
        address indexed payer,
        uint256 cash,
        address recipient,
        uint256 managers
    );
    /// Whose it is, as far as that can be said in one hash: anyone with the list can make it again.
    event IncomeRecorded(
        bytes32 indexed income, uint256 units, bytes32 list, uint256 least, address last
    );
    event IncomePaid(bytes32 indexed income, address indexed account, uint256 cash);
    /// After what it is of: the Vault does not credit the account now, which may claim it.
    event Held(address indexed account, uint256 cash);
    event Claimed(address indexed account, uint256 cash);

    error ZeroAmount();
    error NoRecipient();
    error IncomeExists(bytes32 income);
    error IncomeShort(bytes32 income, uint256 left, uint256 needed);
    error IncomeUnknown(bytes32 income);
    error IncomeBegun(bytes32 income, uint256 counted);
    error AccountsUnsorted(uint256 index);
    error NotOnTheList(bytes32 income);
    error NotExact(bytes32 income, uint256 left, uint256 counted, uint256 units);

    /// @notice The caller's cash, earned with the fund's GPU-hours: a tenth, rounded down, is the fee's
    /// recipient's at once, the rest waits here to be paid to holders (FUND_MANAGER).
    function bringIncome(bytes32 income, uint256 cash) external;
    /// @notice Says whose an income is, before any of it is paid (FUND_MANAGER): `list` is the hash of the
    /// first holder's account, its units, and the list of all after it, accounts ascending, the list of
    /// nobody being zero; `units` are all of theirs. Of the remainders that rounding down leaves, those
    /// above `least` are rounded up, and those equal to it of accounts up to `last`.
    function recordIncome(bytes32 income, uint256 units, bytes32 list, uint256 least, address last)
        external;
    /// @notice Pays the next holders of an income's list their shares, whoever calls: holders * units / all
    /// units, by largest remainder. `rest` is the list of those after them. The last of them are paid only
    /// if all shares together are what was brought, and all units were counted: then those that were rounded
    /// up are as many as rounding down had left over, and had the largest remainders.
    function payIncome(bytes32 income, Holding[] calldata holders, bytes32 rest) external;
    /// @notice Pays an account, whoever calls, what the Vault did not credit it with when it was due.
    function claim(address account) external;
    function claimable(address account) external view returns (uint256);
    /// @notice Cash that accounts may claim: held here, not the fund's any more.
    function claimableCash() external view returns (uint256);
    /// @notice Cash of incomes to be paid: held here, the holders'.
    function incomeCash() external view returns (uint256);
}
