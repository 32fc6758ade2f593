// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice How who lost the key of an account gets back what is in it, at another.
///
/// Two roles have to agree: a registrar, who knows the person, proposes the new account; a week
/// later the governor moves the balances there. Meanwhile who still has the key, or the guardian,
/// calls it off with one call. What is frozen stays frozen, at the new account.
///
/// It is for keys that are lost. Who stole one can call a recovery off as well: then the guardian
/// freezes, and the governor uses a forced transfer.
interface IRecovery {
    event RecoveryProposed(address indexed lost, address indexed fresh, uint256 notBefore);
    event RecoveryCancelled(address indexed lost, address indexed fresh);

    error RecoveryUnknown(address lost, address fresh);
    error RecoveryTooEarly(uint256 notBefore);
    error RecoveryNowhere(address lost, address fresh);

    /// @notice Proposes to move what `lost` has to `fresh`, instead of any earlier proposal; the week
    /// begins anew (REGISTRAR).
    function proposeRecovery(address lost, address fresh) external;

    /// @notice Calls a proposal off, or ends a recovery that was carried out (the account itself,
    /// GUARDIAN).
    function cancelRecovery(address lost) external;

    /// @notice Moves the account's whole balances of these ids, by forced transfers (GOVERNOR). It may
    /// be called again for other ids, or for what came in later, until the recovery is called off.
    function recover(address lost, address fresh, uint256[] calldata ids) external;

    /// @notice The proposal that stands, and the second from which it may be carried out; zeros where
    /// there is none.
    function recoveryOf(address lost) external view returns (address fresh, uint256 notBefore);
}
