// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOrders} from "./IOrders.sol";
import {IPayouts} from "./IPayouts.sol";

/// @notice Options on a month's mean price: European, settled in cash on what the month's future
/// settles at, 730 GPU-hours a lot. A call pays min(max(A - strike, 0), cap - strike), a put
/// max(strike - A, 0), for each GPU-hour: so it is known from the first what a lot pays at most, and
/// whoever is short has that here in full, from the trade on. Nobody is ever called for more, and no
/// option can be in default. Prices, strikes and caps are micro-dollars per GPU-hour; nothing is rounded.
///
/// A trade moves the premium from buyer to seller, gives a buyer who was short its collateral back,
/// and takes the collateral of a seller who goes short, all in one settlement of the Vault. What an
/// account holds, and so its collateral, is the same in whatever order its trades came.
///
/// Once the future has its last price, anyone settles its options and has holders paid, each from what
/// the writers put in. A future is anybody's to close when it was left alone, and an option is listed
/// only on one that has a price: so what is here comes out with no operator left.
interface IOptions is IOrders, IPayouts {
    enum Kind {
        CALL,
        PUT
    }

    event SeriesListed(
        uint256 indexed series,
        string name,
        uint256 indexed future,
        Kind kind,
        uint256 strike,
        uint256 cap
    );
    /// `freed` is collateral that the buyer has back, `held` what the seller put in.
    event Traded(
        bytes32 indexed batch,
        uint256 indexed series,
        address buyer,
        address seller,
        uint256 lots,
        uint256 price,
        uint256 freed,
        uint256 held
    );
    event BatchTraded(bytes32 indexed batch, uint256 fills);
    event SeriesSettled(uint256 indexed series, uint256 price, uint256 payout);
    /// `lots` (positive is bought) are gone, and so is the `collateral` of who was short; `amount` was
    /// paid out, for the lots or of the collateral.
    event HolderPaid(
        uint256 indexed series,
        address indexed account,
        int256 lots,
        uint256 collateral,
        uint256 amount
    );

    error SeriesUnknown(uint256 series);
    error SeriesExists(uint256 series);
    error SeriesSettledAlready(uint256 series);
    error SeriesNotSettled(uint256 series);
    error BadStrike(uint256 strike, uint256 cap);
    error NoPrice(uint256 future);
    error FutureNotSettled(uint256 future);
    error TradingEnded(uint256 series);

    /// @notice Lists an option (CLEARER). Its name says its terms, in thousandths of a dollar, and its
    /// id is the name's hash: "H100-SXM-80GB.2027-03.C2500-5000" is the call above 2.50 that pays no
    /// more above 5.00. So whoever signs an order for the id signs the terms.
    /// @param month whose future, "H100-SXM-80GB.2027-03.F", it settles on, and which was traded or
    /// marked before
    /// @param cap what a call pays no more above; 0 for a put
    function listSeries(string calldata month, Kind kind, uint256 strike, uint256 cap)
        external
        returns (uint256 series);
    /// @notice Verifies orders and fills, moves premiums, and takes and frees collateral (CLEARER).
    /// What was traded in the last second may come for an hour more.
    function trade(
        bytes32 batch,
        Order[] calldata orders,
        bytes[] calldata signatures,
        Fill[] calldata fills
    ) external;
    /// @notice For anyone, once the future is settled: what a lot pays is fixed.
    function settle(uint256 series) external;
    /// @notice For anyone, once the series is settled: pays these, whoever of them holds something.
    function pay(uint256 series, address[] calldata accounts) external;
    /// @notice What a lot pays at most, and is held of whoever is short.
    function largestPayoutOf(uint256 series) external view returns (uint256);
    /// @notice What a lot pays if the month's mean is `price`.
    function payoutAt(uint256 series, uint256 price) external view returns (uint256);
    /// @notice Lots: positive is bought.
    function positionOf(address account, uint256 series) external view returns (int256);
    /// @notice Dollars held here for what an account is short, over all series.
    function collateralOf(address account) external view returns (uint256);
    /// @notice positionOf / collateralOf for many, one answer each.
    function positionsOf(address[] calldata accounts, uint256[] calldata series)
        external
        view
        returns (int256[] memory);
    function collateralsOf(address[] calldata accounts) external view returns (uint256[] memory);
}
