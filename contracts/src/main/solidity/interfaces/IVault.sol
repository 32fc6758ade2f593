// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice One set of balances (ERC-6909) for hours of capacity and claims on deposited dollars.
/// Ids: a series is keccak256(bytes(name)), dollars are uint160(token). Amounts: µGPU-hours and
/// micro-dollars.
interface IVault {
    /// A movement of `amount` (signed) of `id` on `account`; legs of a settlement sum to zero per id.
    struct Leg {
        address account;
        uint256 id;
        int256 amount;
    }

    /// EIP-712 type; `serialsHash` is keccak256(abi.encodePacked(serials)).
    struct Attestation {
        uint256 series;
        address owner;
        bytes32 serialsHash;
        uint256 benchmark;
        uint256 hoursAttested;
        uint256 expiry;
    }

    event Deposited(address indexed account, uint256 amount);
    event Withdrawn(address indexed account, uint256 amount);
    event SeriesOpened(uint256 indexed series, string name, uint256 start, uint256 expiry);
    event CapacityListed(
        uint256 indexed series, address indexed owner, bytes32 serialsHash, uint256 hoursAttested
    );
    event Minted(uint256 indexed series, address indexed owner, uint256 amount);
    event Expired(uint256 indexed series, address indexed holder, uint256 amount);
    event EligibilitySet(address indexed account, bool eligible);
    event FrozenSet(address indexed account, uint256 indexed id, uint256 amount);
    event Settled(bytes32 indexed batch, uint256 legs);

    error CapExceeded(uint256 series, address owner, uint256 cap, uint256 issued, uint256 amount);
    error SerialTaken(bytes32 serial, uint256 series);
    error AttestationExpired(uint256 expiry);
    error AttestationUsed(bytes32 digest);
    error NotAnAttester(address signer);
    error SerialsMismatch();
    error SeriesUnknown(uint256 series);
    error SeriesExists(uint256 series);
    error SeriesExpired(uint256 series);
    error SeriesNotExpired(uint256 series);
    error NotEligible(address account);
    error Frozen(address account, uint256 id, uint256 available, uint256 needed);
    error LegsUnsorted(uint256 index);
    error LegsUnbalanced(uint256 id, int256 sum);
    error BatchUsed(bytes32 batch);
    error ZeroAmount();
    error Halted();
    error CashShortReceived(uint256 expected, uint256 received);

    /// Dollars in: pulls `amount` of the token and credits the caller's claim.
    function deposit(uint256 amount) external;
    /// Dollars out; never halted.
    function withdraw(uint256 amount) external;
    /// The id dollars have here.
    function cashId() external view returns (uint256);

    /// Opens `name` (ISSUER); its tokens stop moving at `expiry`.
    function openSeries(string calldata name, uint256 start, uint256 expiry)
        external
        returns (uint256 series);
    /// Raises the attested cap of the owner in the series; anyone may bring the attester's signature.
    function list(
        Attestation calldata attestation,
        bytes32[] calldata serials,
        bytes calldata signature
    ) external;
    /// Mints to the owner up to the attested cap (ISSUER).
    function mint(uint256 series, address owner, uint256 amount) external;
    /// Burns `from`'s hours against `delivery`; by Delivery, as an operator of `from`.
    function redeem(address from, uint256 series, uint256 amount, bytes32 delivery) external;
    /// Burns what is left after expiry; anyone may call.
    function expire(uint256 series, address[] calldata holders) external;

    /// The only multi-party movement: sorted by (account, id), zero per id, debits only from
    /// accounts that made the caller their operator.
    function settle(bytes32 batch, Leg[] calldata legs) external;

    function setEligible(address[] calldata accounts, bool eligible) external;
    function attested(uint256 series, address owner) external view returns (uint256);
    function issued(uint256 series, address owner) external view returns (uint256);
    function expiryOf(uint256 series) external view returns (uint256);
    /// balanceOf for many, one answer each.
    function balancesOf(address[] calldata holders, uint256[] calldata ids)
        external
        view
        returns (uint256[] memory);
}
