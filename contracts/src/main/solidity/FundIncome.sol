// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Payouts} from "./Payouts.sol";
import {IFundIncome} from "./interfaces/IFundIncome.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title FundIncome
/// @notice What is earned for a fund's holders waits here until it is paid, each income once, and what
/// cannot be paid now until it is claimed.
abstract contract FundIncome is IFundIncome, Payouts, AccessManaged {
    using SafeCast for uint256;

    // CONSTANTS

    uint256 private constant MILLION = 1e6;

    /// Of income, what the manager has of it, in millionths.
    uint256 private constant MANAGER_SHARE = 100_000;

    // STORAGE

    /// What is left of an income to be paid, and the last account it was paid to.
    struct Income {
        bool brought;
        uint128 left;
        address last;
    }

    /// @inheritdoc IFundIncome
    uint256 public claimableCash;
    /// @inheritdoc IFundIncome
    uint256 public incomeCash;

    mapping(bytes32 income => Income) private _incomes;
    /// @inheritdoc IFundIncome
    mapping(address account => uint256) public claimable;

    // INCOME

    /// @inheritdoc IFundIncome
    function bringIncome(bytes32 income, uint256 cash) external restricted {
        if (cash == 0) revert ZeroAmount();
        if (_incomes[income].brought) revert IncomeExists(income);
        address recipient = _earner();
        if (recipient == address(0)) revert NoRecipient();
        uint256 managers = Math.mulDiv(cash, MANAGER_SHARE, MILLION);
        uint256 holders = cash - managers;

        _incomes[income] = Income(true, holders.toUint128(), address(0));
        incomeCash += holders;
        emit IncomeBrought(income, msg.sender, cash, recipient, managers);

        VAULT.transferFrom(msg.sender, address(this), CASH, cash);
        if (managers != 0) _payOrHold(recipient, managers);
    }

    /// @inheritdoc IFundIncome
    function payIncome(bytes32 income, address[] calldata accounts, uint256[] calldata amounts)
        external
        restricted
    {
        if (accounts.length != amounts.length) revert LengthsDiffer();
        Income memory paid = _incomes[income];
        uint256 sum = 0;
        for (uint256 i = 0; i < accounts.length; i++) {
            if (accounts[i] <= paid.last) revert AccountsUnsorted(i);
            paid.last = accounts[i];
            sum += amounts[i];
        }
        if (sum > paid.left) revert IncomeShort(income, paid.left, sum);

        paid.left -= sum.toUint128();
        _incomes[income] = paid;
        incomeCash -= sum;
        for (uint256 i = 0; i < accounts.length; i++) {
            emit IncomePaid(income, accounts[i], amounts[i]);
            _payOrHold(accounts[i], amounts[i]);
        }
    }

    // CLAIMS

    /// @inheritdoc IFundIncome
    function claim(address account) external {
        uint256 amount = claimable[account];
        if (amount == 0) revert ZeroAmount();
        claimable[account] = 0;
        claimableCash -= amount;
        emit Claimed(account, amount);

        _pay(account, amount);
    }

    /// What one account cannot be credited with keeps nobody else waiting.
    function _payOrHold(address account, uint256 amount) internal {
        if (VAULT.canTransfer(address(this), account, CASH, amount)) {
            VAULT.transfer(account, CASH, amount);
            return;
        }
        claimable[account] += amount;
        claimableCash += amount;
        emit Held(account, amount);
    }

    /// Whose the manager's part is.
    function _earner() internal view virtual returns (address);
}
