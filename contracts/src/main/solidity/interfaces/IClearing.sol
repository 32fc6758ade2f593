// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICombinations} from "./ICombinations.sol";
import {IDefaultFund} from "./IDefaultFund.sol";
import {IPayouts} from "./IPayouts.sol";

/// @notice Futures: novated positions that sum to zero, margin held as Vault claims, two marks a
/// day whose variation sums to zero exactly, final cash settlement. One lot is 730 GPU-hours; prices
/// are micro-dollars per GPU-hour, so variation needs no rounding. Members made this contract their
/// operator in the Vault.
///
/// A mark pays each position lots * 730 * (price - last mark); what was traded since the last mark
/// also gets lots * 730 * (last mark - trade price), so that a trade pays from its own price on.
/// Before the first mark, the first trade's price stands for it.
///
/// A default: who has less than the maintenance margin loses its positions, its margin and its share
/// of the default fund to an estate (`declareDefault`), which is a member like any other, marked on
/// and trading with signed orders, but cannot withdraw. What finds nobody is closed at the last mark
/// against those on the other side (`deleverage`). Once all is sold and marked, `coverLoss` takes what
/// is owed from the house's tranche, from the shares of those who had positions when the default was
/// declared, from their margin up to as much again, and from what the last marks gained; what is left
/// over goes back.
interface IClearing is ICombinations, IDefaultFund, IPayouts {
    /// Who pays for what a member in default owes, in this order.
    enum Layer {
        TRANCHE,
        SHARES,
        ASSESSMENTS,
        GAINS
    }

    /// Which of a day's marks: the midday one comes before the evening's, whose price is the day's
    /// settlement price.
    enum Cycle {
        MIDDAY,
        EVENING
    }

    event FutureListed(uint256 indexed future, string name, bytes32 index, uint256 lastTrading);
    event InitialMarginSet(uint256 indexed future, uint256 perLot);
    event Novated(
        bytes32 indexed batch,
        uint256 indexed future,
        address buyer,
        address seller,
        uint256 lots,
        uint256 price
    );
    event BatchNovated(bytes32 indexed batch, uint256 fills);
    event MarginAdded(address indexed account, uint256 amount);
    event MarginWithdrawn(address indexed account, uint256 amount);
    /// After the mark's VariationPaid events.
    event Marked(
        uint256 indexed future, uint256 indexed day, Cycle cycle, uint256 price, bool last
    );
    event VariationPaid(
        uint256 indexed future,
        uint256 indexed day,
        address indexed account,
        Cycle cycle,
        int256 amount
    );

    /// `margin` and `share` are the estate's margin now, and the positions taken after it are its.
    event Defaulted(address indexed account, address indexed estate, int256 margin, uint256 share);
    event PositionTaken(
        uint256 indexed future,
        address indexed account,
        address indexed estate,
        int256 lots,
        int256 accrued
    );
    /// `lots` came to the account from the estate, at the last mark.
    event Deleveraged(
        uint256 indexed future, address indexed account, address indexed estate, int256 lots
    );
    /// Of a tranche the account is nobody.
    event LossCovered(
        Layer indexed layer, address indexed account, address indexed estate, uint256 amount
    );
    /// What was left over is the account's margin again.
    event DefaultEnded(address indexed account, address indexed estate, uint256 surplus);

    error FutureUnknown(uint256 future);
    error FutureExists(uint256 future);
    error TradingEnded(uint256 future);
    error TradingNotEnded(uint256 future);
    error AlreadySettled(uint256 future);
    error NotAbandoned(uint256 future, uint256 until);
    error DayNotAfter(uint256 last, uint256 day);
    error DayInFuture(uint256 day);
    error NoFixing(bytes32 index, uint256 day);
    error MarginShort(address account, int256 margin, uint256 required);
    error TooManyMembers(uint256 future);
    error DefaultUnderWay(address account);
    error NobodyInDefault();
    error MarginSuffices(address account, int256 margin, uint256 required);
    error NotReducing(address account, uint256 future, int256 lots, int256 change);
    error EstateNotEmpty(address estate);
    /// What was taken over is not all sold, marked and covered yet.
    error EstateOpen();

    /// @notice Lists `name`, e.g. "H100-SXM-80GB.2026-09.F"; id = keccak256(bytes(name)) (CLEARER).
    /// @param lastTrading the last second it trades; what was traded by then may be novated for an hour
    /// more
    function listFuture(string calldata name, bytes32 index, uint256 lastTrading)
        external
        returns (uint256 future);
    /// @notice Micro-dollars a lot, from now on (CLEARER).
    function setInitialMargin(uint256 future, uint256 perLot) external;
    /// @notice Moves the caller's Vault cash here.
    function addMargin(uint256 amount) external;
    /// @notice Free margin only.
    function withdrawMargin(uint256 amount) external;
    /// @notice Verifies orders and fills and becomes the counterparty of both (CLEARER). Whoever's
    /// position grew must have the margin for all they hold.
    function novate(
        bytes32 batch,
        Order[] calldata orders,
        bytes[] calldata signatures,
        Fill[] calldata fills
    ) external;
    /// @notice As `novate`, where some of the orders are legs of combinations (CLEARER). Each leg
    /// comes with its combination's signature.
    function novateCombined(
        bytes32 batch,
        Order[] calldata orders,
        bytes[] calldata signatures,
        Fill[] calldata fills,
        Combined[] calldata combined
    ) external;
    /// @notice As `novate`, where each order is one side of an exchange (EXCHANGE).
    /// @param others what each order's account signs for at the other venue, by its hash there
    function novateExchanged(
        bytes32 batch,
        Order[] calldata orders,
        bytes[] calldata signatures,
        Fill[] calldata fills,
        bytes32[] calldata others
    ) external;
    /// @notice In the evening the day's settlement price, of whose index the oracle must hold that
    /// day's fixing; at midday what trades then, at most once between two evenings (CLEARER).
    function mark(uint256 future, uint256 day, Cycle cycle, uint256 price) external;
    /// @notice The last mark, later than an hour after the last trading second; closes every position
    /// and frees its margin (CLEARER).
    function settleFinally(uint256 future, uint256 day, uint256 price) external;
    /// @notice For anyone, once the future was neither traded nor marked for 30 days: closes every
    /// position at its last price, as a final settlement does, so that no margin waits for a clearer
    /// who is gone.
    function closeOut(uint256 future) external;
    /// @notice An account whose margin is below three quarters of what is required loses all it has
    /// here to an estate that had nothing (CLEARER). One default at a time.
    function declareDefault(address account, address to) external;
    /// @notice Closes lots of an account against as many of the estate's, at the last mark (CLEARER):
    /// the last resort. `lots` is the account's change, towards zero.
    function deleverage(uint256 future, address account, int256 lots) external;
    /// @notice Covers what is owed after all was sold and marked (CLEARER; anyone 30 days after the
    /// declaration), in the order of Layer. What is owed still waits for the gains of later marks.
    /// @param futures whose last marks' gains may be taken, in this order
    function coverLoss(uint256[] calldata futures) external;
    /// @notice Whose default is not over yet; nobody's is the zero address.
    function defaulter() external view returns (address);
    /// @notice Who holds what was the defaulter's.
    function estate() external view returns (address);
    /// @notice Lots: positive is bought.
    function positionOf(address account, uint256 future) external view returns (int256);
    /// @notice Negative when marks took more than there was: a default.
    function marginOf(address account) external view returns (int256);
    /// @notice Initial margin of everything held, and losses traded in since the last mark.
    function requiredMargin(address account) external view returns (uint256);
    /// @notice Who has a position or variation to come.
    function membersOf(uint256 future) external view returns (address[] memory);
    /// @notice The last mark, or the first trade's price before any.
    function lastPriceOf(uint256 future) external view returns (uint256);
    /// @notice What a contract that pays on a future needs to know of it.
    /// @return lastTrading the last second it trades
    /// @return price the last mark, or the first trade's price; 0 before both
    /// @return settled whether that price is final
    function standingOf(uint256 future)
        external
        view
        returns (uint256 lastTrading, uint256 price, bool settled);
    /// @notice positionOf / marginOf for many, one answer each.
    function positionsOf(address[] calldata accounts, uint256[] calldata futures)
        external
        view
        returns (int256[] memory);
    function marginsOf(address[] calldata accounts) external view returns (int256[] memory);
}
