// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Payouts} from "./Payouts.sol";
import {IDefaultFund} from "./interfaces/IDefaultFund.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";

/// @title DefaultFund
/// @notice Members' shares and the house's tranche. Who has no position when a default is declared
/// never pays for it, and can leave at any time but until those who pay have paid; who has one then
/// pays, whatever they hold later.
abstract contract DefaultFund is IDefaultFund, Payouts, AccessManaged {
    using EnumerableSet for EnumerableSet.AddressSet;

    // CONSTANTS

    /// A loss visits every contributor in one transaction, and a word has a bit for each.
    uint256 private constant CONTRIBUTORS_MAX = 256;

    // STORAGE

    EnumerableSet.AddressSet private _contributors;

    /// Who pays for the default under way: a bit a contributor, in their order. Nobody leaves it until
    /// they have paid, and who joins stands behind.
    uint256 private _liable;
    bool private _due;
    /// @inheritdoc IDefaultFund
    mapping(address account => uint256) public shareOf;
    /// @inheritdoc IDefaultFund
    uint256 public tranche;

    // IN AND OUT

    /// @inheritdoc IDefaultFund
    function contribute(uint256 amount) external {
        _requireSome(amount);
        _contributors.add(msg.sender);
        if (_contributors.length() > CONTRIBUTORS_MAX) revert TooManyContributors();

        shareOf[msg.sender] += amount;
        emit Contributed(msg.sender, amount);

        VAULT.transferFrom(msg.sender, address(this), CASH, amount);
    }

    /// @inheritdoc IDefaultFund
    function withdrawShare(uint256 amount) external {
        _requireSome(amount);
        if (_due || _isAtStake(msg.sender)) revert ShareTiedUp(msg.sender);

        _takeShare(msg.sender, amount);
        emit ShareWithdrawn(msg.sender, amount);

        _pay(msg.sender, amount);
    }

    /// @inheritdoc IDefaultFund
    function addTranche(uint256 amount) external {
        _requireSome(amount);

        tranche += amount;
        emit TrancheAdded(msg.sender, amount);

        VAULT.transferFrom(msg.sender, address(this), CASH, amount);
    }

    /// @inheritdoc IDefaultFund
    function withdrawTranche(uint256 amount) external restricted {
        _requireSome(amount);
        if (_due) revert ShareTiedUp(msg.sender);

        tranche -= amount;
        emit TrancheWithdrawn(msg.sender, amount);

        _pay(msg.sender, amount);
    }

    // VIEWS

    /// @inheritdoc IDefaultFund
    function contributors() public view returns (address[] memory) {
        return _contributors.values();
    }

    /// @inheritdoc IDefaultFund
    function sharesOf(address[] calldata accounts) external view returns (uint256[] memory shares) {
        shares = new uint256[](accounts.length);
        for (uint256 i = 0; i < accounts.length; i++) {
            shares[i] = shareOf[accounts[i]];
        }
    }

    // INTERNAL

    function _takeShare(address account, uint256 amount) internal {
        uint256 left = shareOf[account] - amount;
        shareOf[account] = left;
        if (left == 0) _contributors.remove(account);
    }

    /// Holds those liable who have a position now.
    function _bind() internal {
        address[] memory members = contributors();
        uint256 liable = 0;
        for (uint256 i = 0; i < members.length; i++) {
            if (_isAtStake(members[i])) liable |= 1 << i;
        }
        (_liable, _due) = (liable, true);
    }

    /// The shares of those liable, who are so no more; nothing of others.
    function _release() internal returns (address[] memory members, uint256[] memory shares) {
        members = contributors();
        shares = new uint256[](members.length);
        uint256 liable = _liable;
        for (uint256 i = 0; i < members.length; i++) {
            if (liable >> i & 1 == 1) shares[i] = shareOf[members[i]];
        }
        (_liable, _due) = (0, false);
    }

    function _requireSome(uint256 amount) private pure {
        if (amount == 0) revert ZeroAmount();
    }

    /// Whether the account has a position or variation to come.
    function _isAtStake(address account) internal view virtual returns (bool);
}
