// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice One fixing per index and day, from signed contributions, never overwritten.
interface IFixingOracle {
    /// EIP-712 type. `day` counts days since 1970-01-01; value and band are micro-dollars per
    /// GPU-hour; `receipts` is the SHA-256 digest of the day's receipts.
    struct FixingVote {
        bytes32 index;
        uint256 day;
        uint256 value;
        uint256 band;
        bytes32 receipts;
    }

    event FixingPublished(
        bytes32 indexed index, uint256 indexed day, uint256 value, uint256 band, bytes32 receipts
    );
    event ContributorSet(address indexed contributor, bool active);
    event QuorumSet(uint256 quorum);

    error ZeroValue();
    error DayInFuture(uint256 day);
    error AlreadyFixed(bytes32 index, uint256 day);
    error QuorumMissing(uint256 needed, uint256 given);
    error NotAContributor(address signer);
    error SignersUnsorted(address signer);

    /// @notice Publishes a fixing (FIXER). Signatures must be of distinct active contributors,
    /// sorted by address, at least a quorum of them.
    function fix(FixingVote calldata vote, bytes[] calldata signatures) external;
    /// @notice Who counts (GOVERNOR: whoever brings fixings must not choose who confirms them).
    function setContributor(address contributor, bool active) external;
    /// @notice How many must agree, at least one (GOVERNOR).
    function setQuorum(uint256 quorum) external;
    function quorum() external view returns (uint256);
    function isContributor(address account) external view returns (bool);
    /// @notice Zeros where there is no fixing.
    function fixingOf(bytes32 index, uint256 day)
        external
        view
        returns (uint256 value, uint256 band, bytes32 receipts);
    /// @notice What a contributor signs.
    function voteHash(FixingVote calldata vote) external view returns (bytes32);
}
