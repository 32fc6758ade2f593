// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRecovery} from "./interfaces/IRecovery.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

/// @title Recovery
/// @notice Who agreed to what of a lost key's recovery, and since when.
abstract contract Recovery is AccessManaged, IRecovery {
    // CONSTANTS

    /// How long who still has the key may object.
    uint256 private constant OBJECTION_PERIOD = 7 days;

    // STORAGE

    struct Proposal {
        address fresh;
        uint64 notBefore;
    }

    mapping(address lost => Proposal) private _proposals;

    // AGREEING

    /// @inheritdoc IRecovery
    function proposeRecovery(address lost, address fresh) external restricted {
        if (fresh == lost || fresh == address(0)) revert RecoveryNowhere(lost, fresh);
        uint64 notBefore = uint64(block.timestamp + OBJECTION_PERIOD);
        _proposals[lost] = Proposal(fresh, notBefore);
        emit RecoveryProposed(lost, fresh, notBefore);
    }

    /// @inheritdoc IRecovery
    function cancelRecovery(address lost) external {
        if (msg.sender != lost) _checkCanCall(msg.sender, msg.data);
        address fresh = _proposals[lost].fresh;
        if (fresh == address(0)) revert RecoveryUnknown(lost, fresh);

        delete _proposals[lost];
        emit RecoveryCancelled(lost, fresh);
    }

    /// @inheritdoc IRecovery
    function recoveryOf(address lost) external view returns (address, uint256) {
        return (_proposals[lost].fresh, _proposals[lost].notBefore);
    }

    // INTERNAL

    function _requireAgreed(address lost, address fresh) internal view {
        Proposal memory proposal = _proposals[lost];
        bool known = fresh != address(0) && proposal.fresh == fresh;
        if (!known) revert RecoveryUnknown(lost, fresh);
        if (block.timestamp < proposal.notBefore) revert RecoveryTooEarly(proposal.notBefore);
    }
}
