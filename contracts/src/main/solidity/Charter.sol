// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClearing} from "./interfaces/IClearing.sol";
import {ICycles} from "./interfaces/ICycles.sol";
import {IDelivery} from "./interfaces/IDelivery.sol";
import {IERC7943MultiToken} from "./interfaces/IERC7943MultiToken.sol";
import {IEligibility} from "./interfaces/IEligibility.sol";
import {IExchangeForPhysical} from "./interfaces/IExchangeForPhysical.sol";
import {IFixingOracle} from "./interfaces/IFixingOracle.sol";
import {IFundFutures} from "./interfaces/IFundFutures.sol";
import {IFundIncome} from "./interfaces/IFundIncome.sol";
import {IIndexFund} from "./interfaces/IIndexFund.sol";
import {IJournalAnchor} from "./interfaces/IJournalAnchor.sol";
import {IOptions} from "./interfaces/IOptions.sol";
import {IOutflow} from "./interfaces/IOutflow.sol";
import {IRecovery} from "./interfaces/IRecovery.sol";
import {ISettlement} from "./interfaces/ISettlement.sol";
import {IStreamingFee} from "./interfaces/IStreamingFee.sol";
import {IVault} from "./interfaces/IVault.sol";
import {Roles} from "./libraries/Roles.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

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
        address exchange;
        address options;
    }

    error NotTheAdministrator(address caller);

    /// @notice Wires the roles, makes the deployment's contracts trust and be able to pay each
    /// other, and leaves. Roles of keys are the administrator's to grant.
    /// @param grantDelay seconds until who is newly granted ADMIN, GOVERNOR, VENUE or EXCHANGE may use
    /// it; it counts from five days after the deployment on, as the AccessManager has it
    function constitute(AccessManager manager, Contracts calldata contracts, uint32 grantDelay)
        external
    {
        (bool administers,) = manager.hasRole(Roles.ADMIN, msg.sender);
        if (!administers) revert NotTheAdministrator(msg.sender);

        _wireVault(manager, contracts.vault);
        _wireClearing(manager, contracts.clearing);
        _wireFund(manager, contracts.fund);
        _allow(manager, contracts.options, IOptions.listSeries.selector, Roles.CLEARER);
        _allow(manager, contracts.options, IOptions.trade.selector, Roles.CLEARER);
        _allow(manager, contracts.settlement, ISettlement.settle.selector, Roles.SETTLER);
        _allow(manager, contracts.settlement, ICycles.settleCycle.selector, Roles.SETTLER);
        _wireDelivery(manager, contracts.delivery);
        _wireOracle(manager, contracts.oracle);
        _allow(manager, contracts.anchor, IJournalAnchor.anchor.selector, Roles.ANCHOR);
        _wireExchange(manager, contracts);
        manager.grantRole(Roles.VENUE, contracts.settlement, 0);
        manager.grantRole(Roles.VENUE, contracts.delivery, 0);
        _makeEligible(manager, contracts);
        _guard(manager, grantDelay);
        manager.renounceRole(Roles.ADMIN, address(this));
    }

    function _wireDelivery(AccessManager manager, address delivery) private {
        _allow(manager, delivery, IDelivery.escrow.selector, Roles.VENUE);
        bytes4[] memory missed = new bytes4[](3);
        missed[0] = IDelivery.credit.selector;
        missed[1] = IDelivery.failOver.selector;
        missed[2] = IDelivery.fail.selector;
        manager.setTargetFunctionRole(delivery, missed, Roles.ISSUER);
    }

    function _wireVault(AccessManager manager, address vault) private {
        bytes4[] memory issuing = new bytes4[](3);
        issuing[0] = IVault.openSeries.selector;
        issuing[1] = IVault.mint.selector;
        issuing[2] = IEligibility.setEligible.selector;
        manager.setTargetFunctionRole(vault, issuing, Roles.ISSUER);

        bytes4[] memory guarding = new bytes4[](4);
        guarding[0] = IVault.halt.selector;
        guarding[1] = IERC7943MultiToken.setFrozenTokens.selector;
        guarding[2] = IOutflow.lowerOutflowLimit.selector;
        guarding[3] = IRecovery.cancelRecovery.selector;
        manager.setTargetFunctionRole(vault, guarding, Roles.GUARDIAN);

        bytes4[] memory governing = new bytes4[](4);
        governing[0] = IVault.resume.selector;
        governing[1] = IERC7943MultiToken.forcedTransfer.selector;
        governing[2] = IRecovery.recover.selector;
        governing[3] = IOutflow.setOutflowLimit.selector;
        manager.setTargetFunctionRole(vault, governing, Roles.GOVERNOR);

        _allow(manager, vault, IRecovery.proposeRecovery.selector, Roles.REGISTRAR);
        _allow(manager, vault, IVault.redeem.selector, Roles.VENUE);
    }

    function _wireClearing(AccessManager manager, address clearing) private {
        bytes4[] memory clearings = new bytes4[](9);
        clearings[0] = IClearing.listFuture.selector;
        clearings[1] = IClearing.setInitialMargin.selector;
        clearings[2] = IClearing.novate.selector;
        clearings[3] = IClearing.mark.selector;
        clearings[4] = IClearing.settleFinally.selector;
        clearings[5] = IClearing.declareDefault.selector;
        clearings[6] = IClearing.deleverage.selector;
        clearings[7] = IClearing.coverLoss.selector;
        clearings[8] = IClearing.novateCombined.selector;
        manager.setTargetFunctionRole(clearing, clearings, Roles.CLEARER);
    }

    function _wireExchange(AccessManager manager, Contracts calldata contracts) private {
        (address clearing, address settlement) = (contracts.clearing, contracts.settlement);
        _allow(manager, clearing, IClearing.novateExchanged.selector, Roles.EXCHANGE);
        _allow(manager, settlement, ISettlement.settleExchanged.selector, Roles.EXCHANGE);
        bytes4 brought = IExchangeForPhysical.exchange.selector;
        _allow(manager, contracts.exchange, brought, Roles.CLEARER);
        manager.grantRole(Roles.EXCHANGE, contracts.exchange, 0);
    }

    function _wireOracle(AccessManager manager, address oracle) private {
        _allow(manager, oracle, IFixingOracle.fix.selector, Roles.FIXER);
        _allow(manager, oracle, IFixingOracle.setContributor.selector, Roles.GOVERNOR);
        _allow(manager, oracle, IFixingOracle.setQuorum.selector, Roles.GOVERNOR);
    }

    function _wireFund(AccessManager manager, address fund) private {
        bytes4[] memory managing = new bytes4[](9);
        managing[0] = IIndexFund.createInKind.selector;
        managing[1] = IIndexFund.fulfilCreation.selector;
        managing[2] = IIndexFund.fulfilRedemptions.selector;
        managing[3] = IFundIncome.bringIncome.selector;
        managing[4] = IFundIncome.recordIncome.selector;
        managing[5] = IIndexFund.giveBack.selector;
        managing[6] = IFundFutures.agreeTo.selector;
        managing[7] = IFundFutures.postMargin.selector;
        managing[8] = IFundFutures.freeMargin.selector;
        manager.setTargetFunctionRole(fund, managing, Roles.FUND_MANAGER);
        _allow(manager, fund, IStreamingFee.setFee.selector, Roles.GOVERNOR);
        _allow(manager, fund, IFundFutures.setTradeLimits.selector, Roles.GOVERNOR);
    }

    /// Contracts that hold others' balances must be able to receive them.
    function _makeEligible(AccessManager manager, Contracts calldata contracts) private {
        address[] memory holders = new address[](4);
        holders[0] = contracts.delivery;
        holders[1] = contracts.clearing;
        holders[2] = contracts.fund;
        holders[3] = contracts.options;
        manager.grantRole(Roles.ISSUER, address(this), 0);
        IVault(contracts.vault).setEligible(holders, true);
        manager.renounceRole(Roles.ISSUER, address(this));
    }

    /// The guardian may call off what is scheduled. The administrator's own functions count as the
    /// governor's in that alone: who may call them is fixed in the AccessManager. But not the revoking
    /// of a role, or a guardian that went bad could stay for ever.
    function _guard(AccessManager manager, uint32 grantDelay) private {
        bytes4[] memory administering = new bytes4[](8);
        administering[0] = IAccessManager.grantRole.selector;
        administering[1] = IAccessManager.setRoleAdmin.selector;
        administering[2] = IAccessManager.setRoleGuardian.selector;
        administering[3] = IAccessManager.setGrantDelay.selector;
        administering[4] = IAccessManager.setTargetAdminDelay.selector;
        administering[5] = IAccessManager.setTargetClosed.selector;
        administering[6] = IAccessManager.setTargetFunctionRole.selector;
        administering[7] = IAccessManager.updateAuthority.selector;
        manager.setTargetFunctionRole(address(manager), administering, Roles.GOVERNOR);
        manager.setRoleGuardian(Roles.GOVERNOR, Roles.GUARDIAN);

        manager.setGrantDelay(Roles.ADMIN, grantDelay);
        manager.setGrantDelay(Roles.GOVERNOR, grantDelay);
        manager.setGrantDelay(Roles.VENUE, grantDelay);
        manager.setGrantDelay(Roles.EXCHANGE, grantDelay);
    }

    function _allow(AccessManager manager, address target, bytes4 selector, uint64 role) private {
        bytes4[] memory one = new bytes4[](1);
        one[0] = selector;
        manager.setTargetFunctionRole(target, one, role);
    }
}
