// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IJournalAnchor} from "./interfaces/IJournalAnchor.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

/// @title JournalAnchor
/// @notice What the books were when they had so many entries: a later history cannot replace them.
contract JournalAnchor is IJournalAnchor, AccessManaged {
    // STORAGE

    uint256 private _size;

    /// @inheritdoc IJournalAnchor
    mapping(uint256 size => bytes32) public rootAt;

    constructor(address authority) AccessManaged(authority) {}

    // ANCHOR

    /// @inheritdoc IJournalAnchor
    function anchor(uint256 size, bytes32 root) external restricted {
        if (size <= _size) revert NotGrowing(_size, size);

        _size = size;
        rootAt[size] = root;
        emit HeadAnchored(size, root);
    }

    /// @inheritdoc IJournalAnchor
    function latest() external view returns (uint256 size, bytes32 root) {
        return (_size, rootAt[_size]);
    }
}
