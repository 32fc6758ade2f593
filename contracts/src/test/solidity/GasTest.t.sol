// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Crowd} from "./Crowd.sol";
import {ICycles} from "contracts/interfaces/ICycles.sol";
import {IOrders} from "contracts/interfaces/IOrders.sol";
import {IVault} from "contracts/interfaces/IVault.sol";

/// @notice What settling costs, as whole transactions. The figures are kept in the repository, and
/// the tests fail where one is another. Forty accounts at most, who hold dollars and hours, have
/// traded before and number their orders; every order is new, signed by a key, and filled whole.
///
/// A figure is all the gas that the sender pays for: the transaction itself and its calldata (the
/// floor of EIP-7623 is lower), the check of every signature, execution, less what is refunded. Of
/// a batch of 200 a trade costs a 200th: about 7,000 of calldata, 6,200 of recovering two signers,
/// 3,500 of its event, 13,000 of checking and netting in memory, and its share of what each of the
/// forty accounts costs once (two balances and their movements, a word of states, eligibility, a
/// grant). Of a cycle's thousand trades the chain sees only these last, and a signature an account.
contract GasTest is Crowd {
    uint256 private constant PRICE = 2_150_000; // $2.15 a GPU-hour
    uint256 private constant PEOPLE = 40;

    mapping(address account => uint256) private _orders;

    /// forge-config: default.isolate = true
    function test_aBatchOf1() public {
        _batch(1, "batch of 1 trade");
    }

    /// forge-config: default.isolate = true
    function test_aBatchOf10() public {
        _batch(10, "batch of 10 trades");
    }

    /// forge-config: default.isolate = true
    function test_aBatchOf100() public {
        _batch(100, "batch of 100 trades");
    }

    /// forge-config: default.isolate = true
    function test_aBatchOf200() public {
        vm.assertLt(_batch(200, "batch of 200 trades"), 200 * 46_000, "a trade's goal");
    }

    /// forge-config: default.isolate = true
    function test_aCycleOf100() public {
        _cycle(100, "cycle of 100 trades");
    }

    /// forge-config: default.isolate = true
    function test_aCycleOf1000() public {
        vm.assertLt(_cycle(1000, "cycle of 1000 trades"), 1000 * 1500, "a trade's goal");
    }

    function _batch(uint256 trades, string memory name) private returns (uint256) {
        uint256 people = 2 * trades < PEOPLE ? 2 * trades : PEOPLE;
        _gather(people, 1000 * DOLLAR, 200 * HOUR);
        _settle("before", people / 2);
        _settle("measured", trades);
        return _snapshot(name);
    }

    /// Each account buys and sells in turn, of and to all others.
    function _settle(bytes32 batch, uint256 trades) private {
        uint256 people = _crowd.length;
        IOrders.Order[] memory orders = new IOrders.Order[](2 * trades);
        IOrders.Fill[] memory fills = new IOrders.Fill[](trades);
        for (uint256 i = 0; i < trades; i++) {
            uint256 round = 2 * i / people;
            address buyer = _crowd[(2 * i + round) % people];
            address seller = _crowd[(2 * i + 1 + round) % people];
            uint256 quantity = HOUR + i * HOUR / 10;
            orders[2 * i] = _numbered(buyer, true, quantity);
            orders[2 * i + 1] = _numbered(seller, false, quantity);
            fills[i] = IOrders.Fill(2 * i, 2 * i + 1, quantity, PRICE);
        }
        bytes[] memory signatures = _signatures(settlement, orders);
        vm.prank(OPERATIONS);
        _settleSorted(batch, orders, signatures, fills);
    }

    function _numbered(address account, bool buy, uint256 quantity)
        private
        returns (IOrders.Order memory order)
    {
        order = _order(account, SERIES, buy, quantity, PRICE);
        order.salt = _orders[account]++;
    }

    function _cycle(uint256 trades, string memory name) private returns (uint256) {
        _gather(PEOPLE, 1000 * DOLLAR, 1000 * HOUR);
        int256[] memory sums = new int256[](2 * PEOPLE);
        uint256 random = 7;
        for (uint256 i = 0; i < trades; i++) {
            random = uint256(keccak256(abi.encode(random)));
            uint256 buyer = random % PEOPLE;
            uint256 seller = (buyer + 1 + random / PEOPLE % (PEOPLE - 1)) % PEOPLE;
            int256 quantity = int256(_between(random / PEOPLE ** 2, 1, HOUR));
            _move(sums, seller, buyer, 1, quantity);
            _move(sums, buyer, seller, 0, quantity * int256(PRICE) / int256(HOUR));
        }
        IVault.Leg[] memory legs = _legs(sums);
        for (uint256 number = 1; number <= 2; number++) {
            ICycles.Cycle memory cycle =
                ICycles.Cycle(number, keccak256("root"), trades, NOW + 1 days);
            bytes[] memory signatures = _signed(cycle, legs);
            vm.prank(OPERATIONS);
            settlement.settleCycle(cycle, legs, signatures);
        }
        return _snapshot(name);
    }

    function _snapshot(string memory name) private returns (uint256) {
        return vm.snapshotGasLastCall("settlement", name);
    }
}
