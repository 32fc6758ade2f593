// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClearing} from "./interfaces/IClearing.sol";
import {ICycles} from "./interfaces/ICycles.sol";
import {IDelivery} from "./interfaces/IDelivery.sol";
import {IERC7943MultiToken} from "./interfaces/IERC7943MultiToken.sol";
import {IEligibility} from "./interfaces/IEligibility.sol";
import {IFixingOracle} from "./interfaces/IFixingOracle.sol";
import {IIndexFund} from "./interfaces/IIndexFund.sol";
import {IJournalAnchor} from "./interfaces/IJournalAnchor.sol";
import {IOutflow} from "./interfaces/IOutflow.sol";
import {ISettlement} from "./interfaces/ISettlement.sol";
import {IVault} from "./interfaces/IVault.sol";
import {Roles} from "./libraries/Roles.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

/// @title Charter
/// @notice Says, once and on chain, which role may call which function of a deployment. The
/// administrator grants it the administrator's role and calls `constitute`; it gives the role back
/// in the same call and is of no use afterwards.
contract Charter {
    struct Contracts {
        address vault;
        address settlement;
        address delivery;
        address clearing;
        address oracle;
        address fund;
        address anchor;
    }

    error NotTheAdministrator(address caller);

    /// @notice Wires the roles, makes the deployment's contracts trust and be able to pay each
    /// other, and leaves. Roles of keys are the administrator's to grant.
    function constitute(AccessManager manager, Contracts calldata contracts) external {
        (bool administers,) = manager.hasRole(Roles.ADMIN, msg.sender);
        if (!administers) revert NotTheAdministrator(msg.sender);

        _wireVault(manager, contracts.vault);
        _wireClearing(manager, contracts.clearing);
        _wireFund(manager, contracts.fund);
        _allow(manager, contracts.settlement, ISettlement.settle.selector, Roles.SETTLER);
        _allow(manager, contracts.settlement, ICycles.settleCycle.selector, Roles.SETTLER);
        _allow(manager, contracts.delivery, IDelivery.escrow.selector, Roles.VENUE);
        _allow(manager, contracts.oracle, IFixingOracle.fix.selector, Roles.FIXER);
        _allow(manager, contracts.anchor, IJournalAnchor.anchor.selector, Roles.ANCHOR);
        manager.grantRole(Roles.VENUE, contracts.settlement, 0);
        manager.grantRole(Roles.VENUE, contracts.delivery, 0);
        _makeEligible(manager, contracts);
        manager.renounceRole(Roles.ADMIN, address(this));
    }

    function _wireVault(AccessManager manager, address vault) private {
        bytes4[] memory issuing = new bytes4[](3);
        issuing[0] = IVault.openSeries.selector;
        issuing[1] = IVault.mint.selector;
        issuing[2] = IEligibility.setEligible.selector;
        manager.setTargetFunctionRole(vault, issuing, Roles.ISSUER);

        bytes4[] memory guarding = new bytes4[](3);
        guarding[0] = IVault.halt.selector;
        guarding[1] = IERC7943MultiToken.setFrozenTokens.selector;
        guarding[2] = IOutflow.lowerOutflowLimit.selector;
        manager.setTargetFunctionRole(vault, guarding, Roles.GUARDIAN);

        _allow(manager, vault, IVault.redeem.selector, Roles.VENUE);
    }

    function _wireClearing(AccessManager manager, address clearing) private {
        bytes4[] memory clearings = new bytes4[](5);
        clearings[0] = IClearing.listFuture.selector;
        clearings[1] = IClearing.setInitialMargin.selector;
        clearings[2] = IClearing.novate.selector;
        clearings[3] = IClearing.mark.selector;
        clearings[4] = IClearing.settleFinally.selector;
        manager.setTargetFunctionRole(clearing, clearings, Roles.CLEARER);
    }

    function _wireFund(AccessManager manager, address fund) private {
        bytes4[] memory managing = new bytes4[](3);
        managing[0] = IIndexFund.createInKind.selector;
        managing[1] = IIndexFund.fulfilCreation.selector;
        managing[2] = IIndexFund.fulfilRedemption.selector;
        manager.setTargetFunctionRole(fund, managing, Roles.FUND_MANAGER);
    }

    /// Contracts that hold others' balances must be able to receive them.
    function _makeEligible(AccessManager manager, Contracts calldata contracts) private {
        address[] memory holders = new address[](3);
        holders[0] = contracts.delivery;
        holders[1] = contracts.clearing;
        holders[2] = contracts.fund;
        manager.grantRole(Roles.ISSUER, address(this), 0);
        IVault(contracts.vault).setEligible(holders, true);
        manager.renounceRole(Roles.ISSUER, address(this));
    }

    function _allow(AccessManager manager, address target, bytes4 selector, uint64 role) private {
        bytes4[] memory one = new bytes4[](1);
        one[0] = selector;
        manager.setTargetFunctionRole(target, one, role);
    }
}
