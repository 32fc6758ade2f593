package io.hourglass.contracts;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Another node than the development chain's: nothing here may lean on what only anvil does. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64") // where npm's program is for
class EdrIT {
    @Nested
    class EveryCall extends EvmChainIT {
        @Override
        Stage stage() {
            return Stage.onEdr();
        }
    }

    @Nested
    class EveryExit extends ExitIT {
        @Override
        Stage stage() {
            return Stage.onEdr();
        }
    }

    @Nested
    class EveryAnswer extends NodeIT {
        @Override
        Stage stage() {
            return Stage.onEdr();
        }

        @Override
        Node ownNode() {
            return Node.edr();
        }
    }

    @Nested
    class EveryDigest extends TypedDataIT {
        @Override
        Stage stage() {
            return Stage.onEdr();
        }
    }
}
