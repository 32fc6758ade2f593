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
///
/// Whose an income is was said before any of it is paid: a list of who held how many units, as one hash.
/// What each is paid is counted here from the list, by largest remainder. Which remainders are the largest
/// is said by the least of them; that it is right shows at the end of the list, where nothing may be left.
abstract contract FundIncome is IFundIncome, Payouts, AccessManaged {
    using SafeCast for uint256;

    // CONSTANTS

    uint256 private constant MILLION = 1e6;

    /// Of income, what the manager has of it, in millionths.
    uint256 private constant MANAGER_SHARE = 100_000;

    // STORAGE

    /// `holders` is theirs altogether, `left` of it to be paid; `units` have a share, `counted` of them
    /// were paid; `list` stands for who is still to come; `least` remainder that is rounded up, at `last`
    /// and accounts before it; `reached` is the account that was paid last.
    struct Income {
        bool brought;
        address reached;
        uint128 holders;
        uint128 left;
        uint128 units;
        uint128 counted;
        bytes32 list;
        uint256 least;
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

        _incomes[income].brought = true;
        _incomes[income].holders = holders.toUint128();
        _incomes[income].left = holders.toUint128();
        incomeCash += holders;
        emit IncomeBrought(income, msg.sender, cash, recipient, managers);

        VAULT.transferFrom(msg.sender, address(this), CASH, cash);
        if (managers != 0) _payOrHold(recipient, managers);
    }

    /// @inheritdoc IFundIncome
    function recordIncome(bytes32 income, uint256 units, bytes32 list, uint256 least, address last)
        external
        restricted
    {
        Income storage brought = _incomes[income];
        if (!brought.brought) revert IncomeUnknown(income);
        if (brought.counted != 0) revert IncomeBegun(income, brought.counted);
        if (units == 0) revert ZeroAmount();

        brought.units = units.toUint128();
        brought.list = list;
        brought.least = least;
        brought.last = last;
        emit IncomeRecorded(income, units, list, least, last);
    }

    /// @inheritdoc IFundIncome
    function payIncome(bytes32 income, Holding[] calldata holders, bytes32 rest) external {
        Income memory paid = _incomes[income];
        if (holders.length == 0 || _listOf(holders, rest) != paid.list) {
            revert NotOnTheList(income);
        }
        uint256[] memory shares = new uint256[](holders.length);
        uint256 sum = 0;
        uint256 counted = paid.counted;
        for (uint256 i = 0; i < holders.length; i++) {
            if (holders[i].account <= paid.reached) revert AccountsUnsorted(i);
            paid.reached = holders[i].account;
            counted += holders[i].units;
            shares[i] = _shareOf(paid, holders[i]);
            sum += shares[i];
        }
        if (sum > paid.left) revert IncomeShort(income, paid.left, sum);
        uint256 left = paid.left - sum;
        bool exact = left == 0 && counted == paid.units;
        if (rest == 0 && !exact) revert NotExact(income, left, counted, paid.units);

        _incomes[income].reached = paid.reached;
        _incomes[income].left = left.toUint128();
        _incomes[income].counted = counted.toUint128();
        _incomes[income].list = rest;
        incomeCash -= sum;
        for (uint256 i = 0; i < holders.length; i++) {
            emit IncomePaid(income, holders[i].account, shares[i]);
            if (shares[i] != 0) _payOrHold(holders[i].account, shares[i]);
        }
    }

    /// Each account and its units, hashed with the list of those after it; nobody's list is zero.
    function _listOf(Holding[] calldata holders, bytes32 rest) private pure returns (bytes32 list) {
        list = rest;
        for (uint256 i = holders.length; i > 0; i--) {
            list = keccak256(abi.encode(holders[i - 1].account, holders[i - 1].units, list));
        }
    }

    /// Rounded down, and a unit more where the remainder is among the largest.
    function _shareOf(Income memory paid, Holding calldata holder) private pure returns (uint256) {
        uint256 share = Math.mulDiv(paid.holders, holder.units, paid.units);
        uint256 remainder = mulmod(paid.holders, holder.units, paid.units);
        bool more =
            remainder > paid.least || (remainder == paid.least && holder.account <= paid.last);
        return more ? share + 1 : share;
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
