// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEligibility} from "./IEligibility.sol";
import {IOutflow} from "./IOutflow.sol";
import {IRecovery} from "./IRecovery.sol";
import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";

/// @notice One set of balances (ERC-6909) for hours of capacity and claims on deposited dollars.
/// Ids: a series is keccak256(bytes(name)), dollars are uint160(token). Amounts: µGPU-hours and
/// micro-dollars.
///
/// Credits go to eligible accounts only. Hours of a series stop moving at its expiry. A halt stops
/// what brings in or moves; it never stops a withdrawal or a redemption.
///
/// Freezing (GUARDIAN) and forced transfers (GOVERNOR) are those of ERC-7943, but for this: what gets its
/// holder their due asks for no eligibility. Who may no longer trade still withdraws and redeems
/// what is not frozen, and expired hours are burnt frozen or not.
interface IVault is IEligibility, IOutflow, IRecovery, IERC6909 {
    /// A movement of `amount` (signed) of `id` on `account`; legs of a settlement sum to zero per
    /// id.
    struct Leg {
        address account;
        uint256 id;
        int256 amount;
    }

    /// EIP-712 type; `serialsHash` is keccak256(abi.encodePacked(serials)), one serial a GPU.
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
    event HoursBurned(
        bytes32 indexed delivery, uint256 indexed series, address indexed from, uint256 amount
    );
    event Expired(uint256 indexed series, address indexed holder, uint256 amount);
    event HaltSet(bool halted);
    event Settled(address indexed venue, bytes32 indexed batch, uint256 legs);

    error CapExceeded(uint256 series, address owner, uint256 cap, uint256 issued, uint256 amount);
    error SerialTaken(bytes32 serial, uint256 series);
    error NoSerials();
    error AttestationExpired(uint256 expiry);
    error AttestationUsed(bytes32 digest);
    error NotAnAttester(address signer);
    error SerialsMismatch();
    error SeriesUnknown(uint256 series);
    error SeriesExists(uint256 series);
    error SeriesExpired(uint256 series);
    error SeriesNotExpired(uint256 series);
    error BadTerms(uint256 start, uint256 expiry);
    error NotAnOperator(address account, address caller);
    error LegsUnsorted(uint256 index);
    error LegsUnbalanced(uint256 id, int256 sum);
    error BatchUsed(bytes32 batch);
    error ZeroAmount();
    error Halted();
    error CashShortReceived(uint256 expected, uint256 received);

    // Dollars

    /// @notice Dollars in: pulls `amount` of the token and credits the caller's claim.
    function deposit(uint256 amount) external;
    /// @notice Dollars out; never halted, though it may have to wait (see IOutflow).
    function withdraw(uint256 amount) external;
    /// @notice The id dollars have here.
    function cashId() external view returns (uint256);

    // Capacity

    /// @notice Opens `name` for the month that `start` is in; its tokens stop moving at `expiry`
    /// (ISSUER).
    function openSeries(string calldata name, uint256 start, uint256 expiry)
        external
        returns (uint256 series);
    /// @notice Raises the attested cap of the owner in the series; anyone may bring the attester's
    /// signature. A serial backs one listing a month.
    function list(
        Attestation calldata attestation,
        bytes32[] calldata serials,
        bytes calldata signature
    ) external;
    /// @notice Mints to the owner up to the attested, unexpired cap (ISSUER).
    function mint(uint256 series, address owner, uint256 amount) external;
    /// @notice Burns `from`'s hours against `delivery`; by Delivery, as an operator of `from`
    /// (VENUE). Never halted.
    function redeem(address from, uint256 series, uint256 amount, bytes32 delivery) external;
    /// @notice Burns what is left after expiry; anyone may call.
    function expire(uint256 series, address[] calldata holders) external;
    /// @notice Hours the owner may have minted: what was attested and has not lapsed.
    function attested(uint256 series, address owner) external view returns (uint256);
    /// @notice Hours ever minted to the owner; never falls.
    function issued(uint256 series, address owner) external view returns (uint256);
    function expiryOf(uint256 series) external view returns (uint256);
    /// @notice What an attester signs.
    function attestationHash(Attestation calldata attestation) external view returns (bytes32);

    // Settlement

    /// @notice The only multi-party movement: sorted by (account, id), zero per id, debits only
    /// from accounts that made the caller their operator. A caller uses a `batch` once.
    /// @return byOwner whether anybody gave hours of a series they had hours minted of; it is for
    /// the caller to know how owners are paid
    function settle(bytes32 batch, Leg[] calldata legs) external returns (bool byOwner);

    // Rules

    /// @notice Stops deposits, mints and movements at once (GUARDIAN).
    function halt() external;
    /// @notice Ends the halt (GOVERNOR).
    function resume() external;
    function halted() external view returns (bool);

    /// @notice balanceOf for many, one answer each.
    function balancesOf(address[] calldata holders, uint256[] calldata ids)
        external
        view
        returns (uint256[] memory);
}
