// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @notice Whether an account agreed to what a hash stands for.
library Signatures {
    /// @notice By the account's key, or by the account's own word if it is a contract (ERC-1271). In
    /// this order: most are keys, and looking for code costs as much as recovering. What has no code
    /// is not asked: a precompile may answer anything.
    function agreed(address account, bytes32 hash, bytes calldata signature)
        internal
        view
        returns (bool)
    {
        (address signer, ECDSA.RecoverError flaw,) = ECDSA.tryRecoverCalldata(hash, signature);
        if (flaw == ECDSA.RecoverError.NoError && signer == account) return true;
        return account.code.length != 0
            && SignatureChecker.isValidERC1271SignatureNowCalldata(account, hash, signature);
    }
}
