// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC7943MultiToken} from "./IERC7943MultiToken.sol";

/// @notice Who may hold and move: those on the issuer's list, until they are struck off, and those a
/// registrar has signed a permission for, until it lapses. Who may send may receive.
interface IEligibility is IERC7943MultiToken {
    /// EIP-712 type. `expiry` is the last second it is good for; `nonce` is the account's, so that
    /// striking the account off voids every permission signed before.
    struct Permission {
        address account;
        uint256 nonce;
        uint256 expiry;
    }

    event EligibilitySet(address indexed account, bool eligible);
    event Permitted(address indexed account, uint256 expiry);

    error NotARegistrar(address signer);
    error PermissionExpired(uint256 expiry);
    error PermissionVoid(address account, uint256 nonce);

    /// @notice Lists accounts for good, or strikes them off: their permissions too (ISSUER).
    function setEligible(address[] calldata accounts, bool eligible) external;

    /// @notice Makes the account eligible until the permission's expiry; anyone may bring the
    /// registrar's signature. Never shortens: who is eligible for longer stays so.
    function permit(Permission calldata permission, bytes calldata signature) external;

    /// @notice What a registrar signs.
    function permissionHash(Permission calldata permission) external view returns (bytes32);

    /// @notice The nonce a permission of the account must have to be good.
    function permissionNonce(address account) external view returns (uint256);

    /// @notice The last second the account is eligible, as things stand; 2^64 - 1 if it is listed.
    function eligibleUntil(address account) external view returns (uint256);
}
