package io.hourglass.ledger.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GpuClassTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "H100-SXM-80GB",
                "H200-SXM-141GB",
                "B200-SXM-180GB",
                "A100-PCIE-40GB",
                "L4-PCIE-24GB",
                "H100-NVL-94GB",
                "GB200-NVL-186GB",
                "MI300X-OAM-192GB"
            })
    void readsWhatItWrites(String name) {
        assertThat(GpuClass.parse(name).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "H100",
                "H100-80GB",
                "H100-SXM",
                "h100-SXM-80GB",
                "H100-SXM5-80GB",
                "H100-PCIe-80GB",
                "H100-SXM-80",
                "H100-SXM-080GB",
                "H100-SXM-0GB",
                "A100-80GB?",
                " H100-SXM-80GB",
                "H100-SXM-80GB ",
                "H100-SXM-80GB\n",
                "NVIDIA H100-SXM-80GB",
                "H100_SXM_80GB"
            })
    void refusesWhatIsNotExactlyAClass(String name) {
        assertThatThrownBy(() -> GpuClass.parse(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsLikeNamesApart() {
        assertThat(GpuClass.parse("B200-SXM-180GB")).isNotEqualTo(GpuClass.parse("GB200-SXM-180GB"));
        assertThat(GpuClass.parse("H100-SXM-80GB")).isNotEqualTo(GpuClass.parse("H100-PCIE-80GB"));
    }
}
