// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClearing} from "./interfaces/IClearing.sol";
import {IExchangeForPhysical} from "./interfaces/IExchangeForPhysical.sol";
import {IOrders} from "./interfaces/IOrders.sol";
import {ISettlement} from "./interfaces/ISettlement.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

/// @title ExchangeForPhysical
/// @notice Both legs in one transaction; holds nothing.
contract ExchangeForPhysical is IExchangeForPhysical, AccessManaged {
    // CONSTANTS

    /// µGPU-hours of a lot: 730 GPU-hours.
    uint256 private constant LOT = 730e6;

    IClearing private immutable CLEARING;
    ISettlement private immutable SETTLEMENT;

    constructor(address authority, IClearing clearing, ISettlement settlement)
        AccessManaged(authority)
    {
        CLEARING = clearing;
        SETTLEMENT = settlement;
    }

    // EXCHANGE

    /// @inheritdoc IExchangeForPhysical
    function exchange(
        bytes32 batch,
        IOrders.Order[] calldata futures,
        bytes[] calldata futureSignatures,
        IOrders.Order[] calldata physical,
        bytes[] calldata physicalSignatures
    ) external restricted {
        if (futures.length != 2 || physical.length != 2) {
            revert NotTwoSides(futures.length, physical.length);
        }
        _requireOpposite(futures[0], physical[0]);
        _requireOpposite(futures[1], physical[1]);

        _novate(batch, futures, futureSignatures, _hashes(SETTLEMENT, physical));
        _settle(batch, physical, physicalSignatures, _hashes(CLEARING, futures));
    }

    // INTERNAL

    function _novate(
        bytes32 batch,
        IOrders.Order[] calldata orders,
        bytes[] calldata signatures,
        bytes32[] memory others
    ) private {
        CLEARING.novateExchanged(batch, orders, signatures, _whole(orders), others);
    }

    function _settle(
        bytes32 batch,
        IOrders.Order[] calldata orders,
        bytes[] calldata signatures,
        bytes32[] memory others
    ) private {
        SETTLEMENT.settleExchanged(batch, orders, signatures, _whole(orders), others);
    }

    /// Of one account: what it takes of the one it gives of the other, as many hours as the lots are.
    function _requireOpposite(IOrders.Order calldata future, IOrders.Order calldata hour)
        private
        pure
    {
        address account = future.account;
        if (account != hour.account) revert AccountsDiffer(account, hour.account);
        if (future.buy == hour.buy) revert SidesAlike(account);
        uint256 needed = future.quantity * LOT;
        if (hour.quantity != needed) revert HoursDiffer(account, hour.quantity, needed);
    }

    /// All of both orders, at the price that both signed.
    function _whole(IOrders.Order[] calldata orders)
        private
        pure
        returns (IOrders.Fill[] memory fills)
    {
        (uint256 quantity, uint256 price) = (orders[0].quantity, orders[0].price);
        if (orders[1].quantity != quantity) revert LotsDiffer(quantity, orders[1].quantity);
        if (orders[1].price != price) revert PricesDiffer(price, orders[1].price);
        fills = new IOrders.Fill[](1);
        uint256 buy = orders[0].buy ? 0 : 1;
        fills[0] = IOrders.Fill(buy, 1 - buy, quantity, price);
    }

    /// What the sides sign for at a venue.
    function _hashes(IOrders venue, IOrders.Order[] calldata orders)
        private
        view
        returns (bytes32[] memory hashes)
    {
        hashes = new bytes32[](2);
        hashes[0] = venue.orderHash(orders[0]);
        hashes[1] = venue.orderHash(orders[1]);
    }
}
