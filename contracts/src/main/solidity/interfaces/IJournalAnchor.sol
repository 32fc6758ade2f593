// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Heads of the journal's Merkle log (RFC 6962), strictly growing.
interface IJournalAnchor {
    event HeadAnchored(uint256 indexed size, bytes32 root);

    error NotGrowing(uint256 last, uint256 size);

    /// @notice Anchors the head of a log of `size` entries (ANCHOR).
    function anchor(uint256 size, bytes32 root) external;
    function latest() external view returns (uint256 size, bytes32 root);
    /// @notice Zero where no head of this size was anchored.
    function rootAt(uint256 size) external view returns (bytes32);
}
