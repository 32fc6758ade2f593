package io.hourglass.contracts.settlement;

import io.hourglass.contracts.Node;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** From the outbox to the books on another node than the development chain's. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64") // where npm's program is for
class EdrIT {
    @Nested
    class Sending extends SenderIT {
        @Override
        Node node() {
            return Node.edr();
        }

        /** No test here: this node keeps nothing that it could come back with. */
        @Override
        void aNodeKilledInTheMiddleComesBackAndEveryDepositArrivesOnce() {}
    }

    @Nested
    class Mirroring extends MirrorIT {
        @Override
        Node node() {
            return Node.edr();
        }
    }

    @Nested
    class Dollars extends CashIT {
        @Override
        Node node() {
            return Node.edr();
        }
    }

    @Nested
    class Reconciling extends ReconcilerIT {
        @Override
        Node node() {
            return Node.edr();
        }
    }
}
