// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";

/// @notice ERC-7943 (final), the interface for tokens of many ids: those of ERC-1155 and ERC-6909.
/// Its ERC-165 id is 0x41c4fbad.
interface IERC7943MultiToken is IERC165 {
    event ForcedTransfer(
        address indexed from, address indexed to, uint256 indexed tokenId, uint256 amount
    );
    /// `amount`: what is frozen from now on.
    event Frozen(address indexed account, uint256 indexed tokenId, uint256 amount);

    error ERC7943CannotSend(address account);
    error ERC7943CannotReceive(address account);
    error ERC7943CannotTransfer(address from, address to, uint256 tokenId, uint256 amount);
    /// The balance would do, but for what of it is frozen.
    error ERC7943InsufficientUnfrozenBalance(
        address account, uint256 tokenId, uint256 amount, uint256 unfrozen
    );

    /// @notice Takes from one account what another is to have, frozen or not. Never from an account
    /// to itself, which would only unfreeze.
    function forcedTransfer(address from, address to, uint256 tokenId, uint256 amount)
        external
        returns (bool);

    /// @notice Freezes that much of a balance, instead of what was frozen; it may exceed the balance.
    function setFrozenTokens(address account, uint256 tokenId, uint256 amount)
        external
        returns (bool);

    function canSend(address account) external view returns (bool);

    function canReceive(address account) external view returns (bool);

    function getFrozenTokens(address account, uint256 tokenId) external view returns (uint256);

    /// @notice Whether the rules (not the caller's right) allow the movement now.
    function canTransfer(address from, address to, uint256 tokenId, uint256 amount)
        external
        view
        returns (bool);
}
