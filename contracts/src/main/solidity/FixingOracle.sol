// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFixingOracle} from "./interfaces/IFixingOracle.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

/// @title FixingOracle
/// @notice What the index was on a day, once and for all.
contract FixingOracle is IFixingOracle, AccessManaged, EIP712 {
    // CONSTANTS

    bytes32 private constant VOTE_TYPEHASH = keccak256(
        "FixingVote(bytes32 index,uint256 day,uint256 value,uint256 band,bytes32 receipts)"
    );

    // STORAGE

    struct Fixing {
        uint256 value;
        uint256 band;
        bytes32 receipts;
    }

    /// @inheritdoc IFixingOracle
    uint256 public quorum;
    /// @inheritdoc IFixingOracle
    mapping(address account => bool) public isContributor;
    /// @inheritdoc IFixingOracle
    mapping(bytes32 index => mapping(uint256 day => Fixing)) public fixingOf;

    constructor(address authority, uint256 firstQuorum)
        AccessManaged(authority)
        EIP712("Hourglass FixingOracle", "1")
    {
        _setQuorum(firstQuorum);
    }

    // FIXING

    /// @inheritdoc IFixingOracle
    function fix(FixingVote calldata vote, bytes[] calldata signatures) external restricted {
        if (vote.value == 0) revert ZeroValue();
        if (vote.day > block.timestamp / 1 days) revert DayInFuture(vote.day);
        if (fixingOf[vote.index][vote.day].value != 0) revert AlreadyFixed(vote.index, vote.day);
        if (signatures.length < quorum) revert QuorumMissing(quorum, signatures.length);
        _requireContributors(voteHash(vote), signatures);

        fixingOf[vote.index][vote.day] = Fixing(vote.value, vote.band, vote.receipts);
        emit FixingPublished(vote.index, vote.day, vote.value, vote.band, vote.receipts);
    }

    /// @inheritdoc IFixingOracle
    function voteHash(FixingVote calldata vote) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(VOTE_TYPEHASH, vote)));
    }

    // CONTRIBUTORS

    /// @inheritdoc IFixingOracle
    function setContributor(address contributor, bool active) external restricted {
        isContributor[contributor] = active;
        emit ContributorSet(contributor, active);
    }

    /// @inheritdoc IFixingOracle
    function setQuorum(uint256 newQuorum) external restricted {
        _setQuorum(newQuorum);
    }

    // INTERNAL

    function _setQuorum(uint256 newQuorum) private {
        if (newQuorum == 0) revert ZeroValue();
        quorum = newQuorum;
        emit QuorumSet(newQuorum);
    }

    function _requireContributors(bytes32 digest, bytes[] calldata signatures) private view {
        address last = address(0);
        for (uint256 i = 0; i < signatures.length; i++) {
            address signer = ECDSA.recoverCalldata(digest, signatures[i]);
            if (!isContributor[signer]) revert NotAContributor(signer);
            if (signer <= last) revert SignersUnsorted(signer);
            last = signer;
        }
    }
}
