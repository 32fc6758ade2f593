// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC7943MultiToken} from "./interfaces/IERC7943MultiToken.sol";
import {IEligibility} from "./interfaces/IEligibility.sol";
import {Roles} from "./libraries/Roles.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Eligibility
/// @notice Who may hold and move what is in the Vault.
abstract contract Eligibility is AccessManaged, EIP712, IEligibility {
    using SafeCast for uint256;

    // CONSTANTS

    bytes32 private constant PERMISSION_TYPEHASH =
        keccak256("Permission(address account,uint256 nonce,uint256 expiry)");

    /// Listed, not permitted for a time.
    uint64 private constant FOR_GOOD = type(uint64).max;

    // STORAGE

    /// One slot, for every movement reads it. `until`: the last second of eligibility. `frozen`:
    /// once had a part frozen, look closer. `owner`: once had hours minted, of whichever series;
    /// hardly anybody has.
    struct Standing {
        uint64 until;
        uint64 nonce;
        bool frozen;
        bool owner;
    }

    mapping(address account => Standing) internal _standing;

    // SETTING

    /// @inheritdoc IEligibility
    function setEligible(address[] calldata accounts, bool eligible) external restricted {
        for (uint256 i = 0; i < accounts.length; i++) {
            address account = accounts[i];
            _requireSomebody(account);
            Standing storage standing = _standing[account];
            standing.until = eligible ? FOR_GOOD : 0;
            if (!eligible) standing.nonce++;
            emit EligibilitySet(account, eligible);
        }
    }

    /// @inheritdoc IEligibility
    function permit(Permission calldata permission, bytes calldata signature) external {
        address account = permission.account;
        _requireSomebody(account);
        if (block.timestamp > permission.expiry) revert PermissionExpired(permission.expiry);
        Standing storage standing = _standing[account];
        if (permission.nonce != standing.nonce) revert PermissionVoid(account, permission.nonce);
        address signer = ECDSA.recoverCalldata(permissionHash(permission), signature);
        if (!_hasRole(Roles.REGISTRAR, signer)) revert NotARegistrar(signer);

        uint64 expiry = permission.expiry.toUint64();
        if (expiry > standing.until) standing.until = expiry;
        emit Permitted(account, expiry);
    }

    // READING

    /// @inheritdoc IEligibility
    function permissionHash(Permission calldata permission) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(PERMISSION_TYPEHASH, permission)));
    }

    /// @inheritdoc IEligibility
    function permissionNonce(address account) external view returns (uint256) {
        return _standing[account].nonce;
    }

    /// @inheritdoc IEligibility
    function eligibleUntil(address account) external view returns (uint256) {
        return _standing[account].until;
    }

    /// @inheritdoc IERC7943MultiToken
    function canSend(address account) external view returns (bool) {
        return _isEligible(account);
    }

    /// @inheritdoc IERC7943MultiToken
    function canReceive(address account) external view returns (bool) {
        return _isEligible(account);
    }

    // INTERNAL

    function _isEligible(address account) internal view returns (bool) {
        return block.timestamp <= _standing[account].until;
    }

    function _requireSender(address account) internal view {
        if (!_isEligible(account)) revert ERC7943CannotSend(account);
    }

    function _requireReceiver(address account) internal view {
        if (!_isEligible(account)) revert ERC7943CannotReceive(account);
    }

    function _hasRole(uint64 role, address account) internal view returns (bool member) {
        (member,) = IAccessManager(authority()).hasRole(role, account);
    }

    /// What passes through the Vault's own hands, and what is burnt, is nobody's to hold.
    function _requireSomebody(address account) private view {
        bool ours = account == address(this) || account == address(0);
        if (ours) revert ERC7943CannotReceive(account);
    }
}
