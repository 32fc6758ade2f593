package io.hourglass.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.proof.Liabilities.Leaf;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LiabilitiesTest {

    @Property(tries = 100)
    void theRootStatesTheTotalAndEachHolderFindsTheirLeaf(
            @ForAll @Size(min = 1, max = 40) List<@LongRange(min = 0, max = 1_000_000_000_000L) Long> owed) {
        List<Leaf> leaves = new ArrayList<>();
        for (Long units : owed) {
            leaves.add(new Leaf("investor:i" + leaves.size(), units, "5a17"));
        }
        Liabilities tree = Liabilities.of(Asset.USD, leaves);
        assertThat(tree.total())
                .isEqualTo(owed.stream().mapToLong(Long::longValue).sum());
        for (Leaf leaf : leaves) {
            var path = tree.pathOf(leaf.holder()).orElseThrow();
            assertThat(Liabilities.holds(Asset.USD, leaf, path, tree.root())).isTrue();
            Leaf more = new Leaf(leaf.holder(), leaf.units() + 1, leaf.salt());
            assertThat(Liabilities.holds(Asset.USD, more, path, tree.root())).isFalse();
            assertThat(Liabilities.holds(Asset.HGX, leaf, path, tree.root())).isFalse();
        }
    }

    @Test
    void nothingOwedIsATreeAsWell() {
        assertThat(Liabilities.of(Asset.USD, List.of()).total()).isZero();
        assertThat(Liabilities.of(Asset.USD, List.of()).pathOf("investor:ada")).isEmpty();
    }

    @Test
    void refusesANegativeLiabilityAndATotalBeyond64Bits() {
        assertThatThrownBy(() -> new Leaf("investor:ada", -1, "")).hasMessageContaining("not negative");
        var two = List.of(new Leaf("a", Long.MAX_VALUE, ""), new Leaf("b", 1, ""));
        assertThatThrownBy(() -> Liabilities.of(Asset.USD, two)).isInstanceOf(ArithmeticException.class);
    }
}
