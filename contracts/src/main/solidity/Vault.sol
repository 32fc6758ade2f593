// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Eligibility} from "./Eligibility.sol";
import {Outflow} from "./Outflow.sol";
import {Recovery} from "./Recovery.sol";
import {IERC7943MultiToken} from "./interfaces/IERC7943MultiToken.sol";
import {IOutflow} from "./interfaces/IOutflow.sol";
import {IRecovery} from "./interfaces/IRecovery.sol";
import {IVault} from "./interfaces/IVault.sol";
import {Issuance} from "./libraries/Issuance.sol";
import {Months} from "./libraries/Months.sol";
import {Roles} from "./libraries/Roles.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SlotDerivation} from "@openzeppelin/contracts/utils/SlotDerivation.sol";
import {TransientSlot} from "@openzeppelin/contracts/utils/TransientSlot.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Vault
/// @notice Every balance of Hourglass on chain, and the one rule that conserves them.
contract Vault is IVault, ERC6909, Eligibility, Outflow, Recovery, ReentrancyGuardTransient {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;
    using SlotDerivation for bytes32;
    using TransientSlot for bytes32;
    using TransientSlot for TransientSlot.Int256Slot;

    // CONSTANTS

    bytes32 private constant ATTESTATION_TYPEHASH = keccak256(
        "Attestation(uint256 series,address owner,bytes32 serialsHash,uint256 benchmark,"
        "uint256 hoursAttested,uint256 expiry)"
    );

    /// Where the running sums per id live while legs are checked; zero between calls.
    bytes32 private constant SUMS = keccak256("hourglass.vault.sums");

    IERC20 private immutable TOKEN;
    uint256 private immutable CASH;

    // STORAGE

    struct Series {
        uint64 start;
        uint64 expiry;
    }

    /// Hours of one attestation and the second it lapses.
    struct Grant {
        uint192 amount;
        uint64 expiry;
    }

    /// @inheritdoc IVault
    bool public halted;

    mapping(uint256 series => Series) private _series;
    mapping(uint256 series => mapping(address owner => Grant[])) private _grants;
    mapping(uint256 series => mapping(address owner => uint256)) private _issued;
    mapping(bytes32 serialInMonth => uint256 series) private _backing;
    mapping(bytes32 digest => bool) private _attestationUsed;
    mapping(address account => mapping(uint256 id => uint256)) private _frozen;
    mapping(address venue => mapping(bytes32 batch => bool)) private _batchUsed;

    constructor(address authority, IERC20 token)
        AccessManaged(authority)
        EIP712("Hourglass Vault", "1")
    {
        TOKEN = token;
        CASH = uint160(address(token));
    }

    modifier whenRunning() {
        _requireRunning();
        _;
    }

    // DOLLARS

    /// @inheritdoc IVault
    function deposit(uint256 amount) external nonReentrant whenRunning {
        if (amount == 0) revert ZeroAmount();

        uint256 before = TOKEN.balanceOf(address(this));
        TOKEN.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = TOKEN.balanceOf(address(this)) - before;
        if (received != amount) revert CashShortReceived(amount, received);

        _mint(msg.sender, CASH, amount);
        emit Deposited(msg.sender, amount);
    }

    /// @inheritdoc IVault
    function withdraw(uint256 amount) external nonReentrant {
        if (amount == 0) revert ZeroAmount();

        _burn(msg.sender, CASH, amount);
        _letOut(msg.sender, CASH, amount);
        emit Withdrawn(msg.sender, amount);

        TOKEN.safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IOutflow
    function withdrawable(address account) external view returns (uint256) {
        return Math.min(_available(account, CASH), _room(account));
    }

    /// @inheritdoc IVault
    function cashId() external view returns (uint256) {
        return CASH;
    }

    function _held() internal view override returns (uint256) {
        return TOKEN.balanceOf(address(this));
    }

    // CAPACITY

    /// @inheritdoc IVault
    function openSeries(string calldata name, uint256 start, uint256 expiry)
        external
        restricted
        returns (uint256 series)
    {
        series = uint256(keccak256(bytes(name)));
        if (_series[series].expiry != 0) revert SeriesExists(series);
        bool ordered = start < expiry && block.timestamp < expiry;
        if (!ordered || expiry > type(uint64).max) revert BadTerms(start, expiry);

        _series[series] = Series(uint64(start), uint64(expiry));
        emit SeriesOpened(series, name, start, expiry);
    }

    /// @inheritdoc IVault
    function list(
        Attestation calldata attestation,
        bytes32[] calldata serials,
        bytes calldata signature
    ) external whenRunning {
        _requireOpen(attestation.series);
        if (block.timestamp > attestation.expiry) revert AttestationExpired(attestation.expiry);
        if (attestation.hoursAttested == 0) revert ZeroAmount();
        if (serials.length == 0) revert NoSerials();
        if (keccak256(abi.encodePacked(serials)) != attestation.serialsHash) {
            revert SerialsMismatch();
        }
        bytes32 digest = attestationHash(attestation);
        if (_attestationUsed[digest]) revert AttestationUsed(digest);
        address signer = ECDSA.recoverCalldata(digest, signature);
        if (!_hasRole(Roles.ATTESTER, signer)) revert NotAnAttester(signer);

        _attestationUsed[digest] = true;
        _takeSerials(attestation.series, serials);
        _grants[attestation.series][attestation.owner].push(
            Grant(attestation.hoursAttested.toUint192(), attestation.expiry.toUint64())
        );
        emit CapacityListed(
            attestation.series,
            attestation.owner,
            attestation.serialsHash,
            attestation.hoursAttested
        );
    }

    /// @inheritdoc IVault
    function mint(uint256 series, address owner, uint256 amount) external restricted whenRunning {
        if (amount == 0) revert ZeroAmount();
        _requireOpen(series);
        _issued[series][owner] =
            Issuance.raised(series, owner, _issued[series][owner], amount, attested(series, owner));
        _standing[owner].owner = true;
        _mint(owner, series, amount);
        emit Minted(series, owner, amount);
    }

    /// @inheritdoc IVault
    function redeem(address from, uint256 series, uint256 amount, bytes32 delivery)
        external
        restricted
    {
        if (amount == 0) revert ZeroAmount();
        _requireOpen(series);
        _requireOperator(from);

        _burn(from, series, amount);
        emit HoursBurned(delivery, series, from, amount);
    }

    /// @inheritdoc IVault
    function expire(uint256 series, address[] calldata holders) external {
        uint256 expiry = _series[series].expiry;
        if (expiry == 0) revert SeriesUnknown(series);
        if (block.timestamp < expiry) revert SeriesNotExpired(series);

        for (uint256 i = 0; i < holders.length; i++) {
            uint256 amount = balanceOf(holders[i], series);
            if (amount == 0) continue;
            if (_frozen[holders[i]][series] != 0) _setFrozen(holders[i], series, 0);
            super._update(holders[i], address(0), series, amount);
            emit Expired(series, holders[i], amount);
        }
    }

    /// @inheritdoc IVault
    function attested(uint256 series, address owner) public view returns (uint256 cap) {
        Grant[] storage grants = _grants[series][owner];
        for (uint256 i = 0; i < grants.length; i++) {
            if (block.timestamp <= grants[i].expiry) cap += grants[i].amount;
        }
    }

    /// @inheritdoc IVault
    function issued(uint256 series, address owner) public view returns (uint256) {
        return _standing[owner].owner ? _issued[series][owner] : 0;
    }

    /// @inheritdoc IVault
    function expiryOf(uint256 series) external view returns (uint256) {
        return _series[series].expiry;
    }

    /// @inheritdoc IVault
    function attestationHash(Attestation calldata attestation) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(ATTESTATION_TYPEHASH, attestation)));
    }

    // SETTLEMENT

    /// @inheritdoc IVault
    function settle(bytes32 batch, Leg[] calldata legs)
        external
        whenRunning
        returns (bool byOwner)
    {
        if (_batchUsed[msg.sender][batch]) revert BatchUsed(batch);

        _batchUsed[msg.sender][batch] = true;
        byOwner = _debit(legs);
        _credit(legs);
        emit Settled(msg.sender, batch, legs.length);
    }

    /// Debits first, into the Vault's own hands, so that nobody is credited what is not there.
    /// Keeps a running sum per id, and how many of the sums are not zero. Each account, debited or
    /// credited, is looked at once: its legs follow each other.
    function _debit(Leg[] calldata legs) private returns (bool byOwner) {
        address account = address(0);
        uint256 id = 0;
        uint256 open = 0;
        for (uint256 i = 0; i < legs.length; i++) {
            Leg calldata leg = legs[i];
            (address holder, uint256 asset, int256 amount) = (leg.account, leg.id, leg.amount);
            if (amount == 0) revert ZeroAmount();
            if (i == 0 || holder != account) {
                if (holder < account) revert LegsUnsorted(i);
                if (amount < 0) _requireSender(holder);
                else _requireReceiver(holder);
            } else if (asset <= id) {
                revert LegsUnsorted(i);
            }
            (account, id) = (holder, asset);
            TransientSlot.Int256Slot sum = SUMS.deriveMapping(asset).asInt256();
            int256 before = sum.tload();
            int256 next = before + amount;
            sum.tstore(next);
            unchecked { // at most as many as legs
                if (before == 0) open++;
                if (next == 0) open--;
            }
            if (amount < 0 && _take(holder, asset, uint256(-amount))) byOwner = true;
        }
        if (open != 0) _revertUnbalanced(legs);
    }

    function _take(address account, uint256 id, uint256 amount) private returns (bool byOwner) {
        _requireOperator(account);
        _requireMovable(id);
        _requireUnfrozen(account, id, amount);
        super._update(account, address(this), id, amount);
        byOwner = issued(id, account) != 0;
    }

    function _credit(Leg[] calldata legs) private {
        for (uint256 i = 0; i < legs.length; i++) {
            Leg calldata leg = legs[i];
            int256 amount = leg.amount;
            if (amount > 0) super._update(address(this), leg.account, leg.id, uint256(amount));
        }
    }

    function _revertUnbalanced(Leg[] calldata legs) private view {
        for (uint256 i = 0; i < legs.length; i++) {
            int256 sum = SUMS.deriveMapping(legs[i].id).asInt256().tload();
            if (sum != 0) revert LegsUnbalanced(legs[i].id, sum);
        }
    }

    // RULES

    /// @inheritdoc IERC7943MultiToken
    function canTransfer(address from, address to, uint256 id, uint256 amount)
        external
        view
        returns (bool)
    {
        return !halted && _isEligible(from) && _isEligible(to) && !_isExpired(id)
            && amount <= _available(from, id);
    }

    /// @inheritdoc IERC7943MultiToken
    function setFrozenTokens(address account, uint256 id, uint256 amount)
        external
        restricted
        returns (bool)
    {
        _setFrozen(account, id, amount);
        return true;
    }

    /// @inheritdoc IERC7943MultiToken
    function getFrozenTokens(address account, uint256 id) external view returns (uint256) {
        return _frozen[account][id];
    }

    /// @inheritdoc IERC7943MultiToken
    function forcedTransfer(address from, address to, uint256 id, uint256 amount)
        external
        restricted
        returns (bool)
    {
        if (amount == 0) revert ZeroAmount();
        if (from == address(0)) revert ERC6909InvalidSender(from);
        if (from == to) revert ERC7943CannotTransfer(from, to, id, amount);

        uint256 balance = balanceOf(from, id);
        if (amount <= balance && _frozen[from][id] > balance - amount) {
            _setFrozen(from, id, balance - amount);
        }
        _force(from, to, id, amount);
        return true;
    }

    /// @inheritdoc IRecovery
    function recover(address lost, address fresh, uint256[] calldata ids) external restricted {
        _requireAgreed(lost, fresh);
        for (uint256 i = 0; i < ids.length; i++) {
            uint256 id = ids[i];
            uint256 frozen = _frozen[lost][id];
            if (frozen != 0) {
                _setFrozen(lost, id, 0);
                _setFrozen(fresh, id, Math.saturatingAdd(_frozen[fresh][id], frozen));
            }
            uint256 amount = balanceOf(lost, id);
            if (amount != 0) _force(lost, fresh, id, amount);
        }
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 id) public view override(ERC6909, IERC165) returns (bool) {
        return id == type(IERC7943MultiToken).interfaceId || super.supportsInterface(id);
    }

    /// @inheritdoc IVault
    function halt() external restricted {
        halted = true;
        emit HaltSet(true);
    }

    /// @inheritdoc IVault
    function resume() external restricted {
        halted = false;
        emit HaltSet(false);
    }

    /// @inheritdoc IVault
    function balancesOf(address[] calldata holders, uint256[] calldata ids)
        external
        view
        returns (uint256[] memory balances)
    {
        balances = new uint256[](holders.length);
        for (uint256 i = 0; i < holders.length; i++) {
            balances[i] = balanceOf(holders[i], ids[i]);
        }
    }

    /// Every movement passes here, except settlements, forced ones and the burning of expired
    /// hours. A burn (withdrawal, redemption) asks only that the part is not frozen.
    function _update(address from, address to, uint256 id, uint256 amount) internal override {
        if (to != address(0)) {
            _requireRunning();
            _requireMovable(id);
            if (from != address(0)) _requireSender(from);
            _requireReceiver(to);
        }
        if (from != address(0)) _requireUnfrozen(from, id, amount);
        super._update(from, to, id, amount);
    }

    // INTERNAL

    function _requireRunning() private view {
        if (halted) revert Halted();
    }

    function _requireOpen(uint256 series) private view {
        uint256 expiry = _series[series].expiry;
        if (expiry == 0) revert SeriesUnknown(series);
        if (block.timestamp >= expiry) revert SeriesExpired(series);
    }

    function _requireOperator(address account) private view {
        if (account != msg.sender && !isOperator(account, msg.sender)) {
            revert NotAnOperator(account, msg.sender);
        }
    }

    function _requireMovable(uint256 id) private view {
        if (_isExpired(id)) revert SeriesExpired(id);
    }

    function _requireUnfrozen(address account, uint256 id, uint256 amount) private view {
        if (!_standing[account].frozen) return;
        uint256 available = _available(account, id);
        if (amount > available && amount <= balanceOf(account, id)) {
            revert ERC7943InsufficientUnfrozenBalance(account, id, amount, available);
        }
    }

    function _isExpired(uint256 id) private view returns (bool) {
        if (id == CASH) return false;
        uint256 expiry = _series[id].expiry;
        return expiry != 0 && block.timestamp >= expiry;
    }

    function _available(address account, uint256 id) private view returns (uint256) {
        uint256 balance = balanceOf(account, id);
        uint256 frozen = _frozen[account][id];
        return balance > frozen ? balance - frozen : 0;
    }

    function _setFrozen(address account, uint256 id, uint256 amount) private {
        _standing[account].frozen = true;
        _frozen[account][id] = amount;
        emit Frozen(account, id, amount);
    }

    function _force(address from, address to, uint256 id, uint256 amount) private {
        _requireReceiver(to);
        _requireMovable(id);
        super._update(from, to, id, amount);
        emit ForcedTransfer(from, to, id, amount);
    }

    /// One listing a month for a serial, whichever series of the month it is in.
    function _takeSerials(uint256 series, bytes32[] calldata serials) private {
        uint256 month = Months.indexOf(_series[series].start);
        for (uint256 i = 0; i < serials.length; i++) {
            bytes32 key = keccak256(abi.encode(serials[i], month));
            if (_backing[key] != 0) revert SerialTaken(serials[i], _backing[key]);
            _backing[key] = series;
        }
    }
}
