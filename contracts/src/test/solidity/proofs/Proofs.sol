// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {Issuance} from "contracts/libraries/Issuance.sol";

/// @notice What the compiler's model checker proves: each assertion, for every argument and from
/// every state. They are not tests and never run. The functions proved are those of the Vault's own
/// code; the state is in mappings like the Vault's.

/// Every issue keeps within the cap, and `issued` only rises. As nothing else in the Vault writes
/// `issued`, nothing was ever issued beyond the cap of its moment.
contract IssuanceProof {
    mapping(uint256 series => mapping(address owner => uint256)) private _issued;

    function mint(uint256 series, address owner, uint256 amount, uint256 cap) external {
        uint256 before = _issued[series][owner];
        _issued[series][owner] = Issuance.raised(series, owner, before, amount, cap);
        assert(_issued[series][owner] <= cap);
        assert(_issued[series][owner] >= before);
        assert(_issued[series][owner] - before == amount);
    }
}

/// Every movement of the Vault is one call of `_update`, settlements too: an account to the Vault's
/// hands, the Vault's hands to an account. What one call does not make or lose, no number of them
/// does. The checker does not follow the refusal of a debit beyond the balance, so the sums are proved
/// modulo 2^256, with and without it.
contract ConservationProof is ERC6909 {
    function move(address from, address to, uint256 id, uint256 amount) external {
        require(from != address(0) && to != address(0) && from != to);
        uint256 given = balanceOf(from, id);
        uint256 taken = balanceOf(to, id);
        _update(from, to, id, amount);
        unchecked {
            assert(balanceOf(from, id) + balanceOf(to, id) == given + taken);
            assert(balanceOf(to, id) == taken + amount);
        }
    }

    function moveToItself(address account, uint256 id, uint256 amount) external {
        require(account != address(0));
        uint256 before = balanceOf(account, id);
        _update(account, account, id, amount);
        assert(balanceOf(account, id) == before);
    }

    function mint(address to, uint256 id, uint256 amount) external {
        require(to != address(0));
        uint256 before = balanceOf(to, id);
        _update(address(0), to, id, amount);
        unchecked {
            assert(balanceOf(to, id) == before + amount);
        }
    }

    function burn(address from, uint256 id, uint256 amount) external {
        require(from != address(0));
        uint256 before = balanceOf(from, id);
        _update(from, address(0), id, amount);
        unchecked {
            assert(balanceOf(from, id) == before - amount);
        }
    }

    /// Whose account or whose id it is not, keeps what it has.
    function touchNobodyElse(
        address from,
        address to,
        uint256 id,
        uint256 amount,
        address other,
        uint256 otherId
    ) external {
        require(id != otherId || (other != from && other != to));
        uint256 before = balanceOf(other, otherId);
        _update(from, to, id, amount);
        assert(balanceOf(other, otherId) == before);
    }
}

/// The control: the same claims of code that is wrong, which the checker must find. One that
/// proves these proves nothing.
contract WrongProof is ERC6909 {
    mapping(uint256 series => mapping(address owner => uint256)) private _issued;

    function mintBeyondTheCap(uint256 series, address owner, uint256 amount, uint256 cap) external {
        uint256 before = _issued[series][owner];
        _issued[series][owner] = Issuance.raised(series, owner, before, amount, cap) + 1;
        assert(_issued[series][owner] <= cap);
    }

    function creditTwice(address from, address to, uint256 id, uint256 amount) external {
        require(from != address(0) && to != address(0) && from != to);
        uint256 given = balanceOf(from, id);
        uint256 taken = balanceOf(to, id);
        _update(from, to, id, amount);
        _update(address(0), to, id, amount);
        unchecked {
            assert(balanceOf(from, id) + balanceOf(to, id) == given + taken);
        }
    }
}
