// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOrders} from "./interfaces/IOrders.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @title Orders
/// @notice What every venue checks of signed orders before it moves anything.
abstract contract Orders is IOrders, EIP712 {
    // CONSTANTS

    bytes32 private constant ORDER_TYPEHASH = keccak256(
        "Order(address account,uint256 base,bool buy,uint256 quantity,uint256 price,uint256 expiry,"
        "uint256 salt)"
    );

    uint256 private constant CANCELLED = type(uint256).max;

    // STORAGE

    /// @inheritdoc IOrders
    mapping(bytes32 order => uint256) public filled;

    // CANCEL

    /// @inheritdoc IOrders
    function cancel(Order calldata order) external {
        if (msg.sender != order.account) revert NotTheAccount(msg.sender);
        bytes32 hash = orderHash(order);
        if (filled[hash] == CANCELLED) revert OrderIsCancelled(hash);

        filled[hash] = CANCELLED;
        emit OrderCancelled(hash, msg.sender);
    }

    /// @inheritdoc IOrders
    function orderHash(Order calldata order) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(ORDER_TYPEHASH, order)));
    }

    // CHECKS

    /// Every order of a batch: alive and signed by its account. Returns their hashes.
    function _verify(Order[] calldata orders, bytes[] calldata signatures)
        internal
        view
        returns (bytes32[] memory hashes)
    {
        uint256 count = orders.length;
        if (count != signatures.length) revert LengthsDiffer(count, signatures.length);
        hashes = new bytes32[](count);
        for (uint256 i = 0; i < count; i++) {
            Order calldata order = orders[i];
            bytes32 hash = orderHash(order);
            if (block.timestamp > order.expiry) revert OrderExpired(hash, order.expiry);
            bool signed =
                SignatureChecker.isValidSignatureNowCalldata(order.account, hash, signatures[i]);
            if (!signed) revert BadSignature(hash, order.account);
            hashes[i] = hash;
        }
    }

    /// By the account's key, or by the account's own word if it is a contract. In this order: most
    /// are keys, and looking for code costs as much as recovering. What has no code is not asked:
    /// a precompile may answer anything.
    function _requireSigned(address account, bytes32 hash, bytes calldata signature) private view {
        (address signer, ECDSA.RecoverError flaw,) = ECDSA.tryRecoverCalldata(hash, signature);
        if (flaw == ECDSA.RecoverError.NoError && signer == account) return;
        bool agreed = account.code.length != 0
            && SignatureChecker.isValidERC1271SignatureNowCalldata(account, hash, signature);
        if (!agreed) revert BadSignature(hash, account);
    }

    /// One fill against both of its orders; books what it takes of each.
    function _take(
        Order[] calldata orders,
        bytes32[] memory hashes,
        Fill calldata fill,
        uint256 index
    ) internal {
        Order calldata buy = orders[fill.buy];
        Order calldata sell = orders[fill.sell];
        bytes32 buyHash = hashes[fill.buy];
        bytes32 sellHash = hashes[fill.sell];
        if (fill.quantity == 0) revert EmptyFill(index);
        if (!buy.buy) revert SideMismatch(buyHash);
        if (sell.buy) revert SideMismatch(sellHash);
        if (buy.base != sell.base) revert BaseMismatch(buy.base, sell.base);
        if (buy.account == sell.account) revert SelfTrade(buy.account);
        if (fill.price > buy.price) revert PriceOutsideLimit(buyHash, buy.price, fill.price);
        if (fill.price < sell.price) revert PriceOutsideLimit(sellHash, sell.price, fill.price);

        _takeFrom(buyHash, buy.quantity, fill.quantity);
        _takeFrom(sellHash, sell.quantity, fill.quantity);
    }

    function _takeFrom(bytes32 hash, uint256 quantity, uint256 fill) private {
        uint256 before = filled[hash];
        if (before == CANCELLED) revert OrderIsCancelled(hash);
        if (fill > quantity - before) revert Overfilled(hash, quantity, before, fill);
        filled[hash] = before + fill;
    }
}
