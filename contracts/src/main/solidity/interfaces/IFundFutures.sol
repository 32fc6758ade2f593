// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOrders} from "./IOrders.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @notice A fund that holds futures as a member of Clearing: bought and never sold short, by orders it
/// agrees to one by one (ERC-1271), within limits that its manager cannot change.
interface IFundFutures is IERC1271 {
    /// `lots`: of one order at most; `held`: of one future at most; `coolOff`: seconds between two orders
    /// in one future, and as long as one lives at most; `band`: how far past the last price an order may
    /// go to its disadvantage, in millionths; `margin`: micro-dollars at Clearing at most.
    struct TradeLimits {
        uint32 lots;
        uint32 held;
        uint32 coolOff;
        uint32 band;
        uint128 margin;
    }

    event TradeLimitsSet(uint32 lots, uint32 held, uint32 coolOff, uint32 band, uint128 margin);
    event OrderAgreed(
        bytes32 indexed order,
        uint256 indexed future,
        bool buy,
        uint256 lots,
        uint256 price,
        uint256 expiry,
        uint256 salt
    );

    error NotTheFundsOrder(address account);
    error LotsBeyondLimit(uint256 lots, uint256 limit);
    error HeldBeyondLimit(uint256 future, uint256 lots, uint256 limit);
    error NothingToSell(uint256 future, int256 held, uint256 lots);
    error CoolsOff(uint256 future, uint256 until);
    error LivesTooLong(uint256 expiry, uint256 limit);
    error NoPriceYet(uint256 future);
    error PriceBeyondBand(uint256 price, uint256 limit);
    error MarginBeyondLimit(uint256 margin, uint256 limit);
    error NotCreditedNow();

    /// @notice What the manager may trade, from now on (GOVERNOR).
    function setTradeLimits(TradeLimits calldata limits) external;
    function tradeLimits() external view returns (TradeLimits memory);
    /// @notice The fund stands by an order of its own at Clearing, if it is within the limits
    /// (FUND_MANAGER). It has no key: this is its signature.
    function agreeTo(IOrders.Order calldata order) external;
    /// @notice The second from which the next order in a future may be agreed to.
    function coolUntil(uint256 future) external view returns (uint256);
    /// @notice Of the fund's own cash, into its margin at Clearing (FUND_MANAGER).
    function postMargin(uint256 amount) external;
    /// @notice Margin that no position needs, back into the fund's cash (FUND_MANAGER).
    function freeMargin(uint256 amount) external;
}
