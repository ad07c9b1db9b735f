package io.securechannel.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectionTest {

    @Test
    void nothingNamedIsEverything() {
        var all = Selection.of(List.of());
        assertThat(all.contenders())
                .containsExactlyElementsOf(Arrays.stream(Contenders.values())
                        .filter(each -> each.available() && each.byDefault())
                        .toList())
                .contains(Contenders.PLAIN, Contenders.JDK_SOCKET, Contenders.CHANNEL_JDK);
        assertThat(all.workloads()).hasSize(9);
        assertThat(all.trials()).containsExactly(Trials.values());
        assertThat(all.idle()).isTrue();
    }

    @Test
    void contendersAloneDoAllWorkloads() {
        var two = Selection.of(List.of("channel-jdk", "plain"));
        assertThat(two.contenders()).containsExactly(Contenders.PLAIN, Contenders.CHANNEL_JDK);
        assertThat(two.workloads()).hasSize(9);
        assertThat(two.trials()).isEmpty();
        assertThat(two.idle()).isTrue();
    }

    @Test
    void workloadsAloneAreDoneByAll() {
        var one = Selection.of(List.of("bulk"));
        assertThat(one.contenders()).isEqualTo(Selection.of(List.of()).contenders());
        assertThat(one.workloads()).extracting(Workload::name).containsExactly("bulk");
        assertThat(one.idle()).isFalse();
    }

    @Test
    void noiseIsARunOfItsOwn() {
        var noise = Selection.of(List.of("noise"));
        assertThat(noise.contenders())
                .contains(Contenders.PLAIN, Contenders.JDK_SOCKET_256, Contenders.FLOOR, Contenders.NOISE_XX)
                .doesNotContain(Contenders.JDK_SOCKET, Contenders.CHANNEL_JDK);
        assertThat(noise.workloads())
                .extracting(Workload::name)
                .containsExactly("bulk", "ping-pong", "coalesced", "full");
        assertThat(noise.idle()).isTrue();
        assertThat(noise.coldStarters()).contains(Contenders.NOISE_XX).doesNotContain(Contenders.FLOOR);
        assertThat(Selection.of(List.of("noise", "bulk")).workloads())
                .extracting(Workload::name)
                .containsExactly("bulk");
    }

    @Test
    void trialsAloneNeedNoContenders() {
        var streams = Selection.of(List.of("streams"));
        assertThat(streams.trials()).containsExactly(Trials.STREAMS);
        assertThat(streams.contenders()).isEmpty();
        assertThat(streams.workloads()).isEmpty();
        assertThat(streams.idle()).isFalse();
    }

    @Test
    void idleAloneIsAWorkload() {
        var idle = Selection.of(List.of("idle"));
        assertThat(idle.workloads()).isEmpty();
        assertThat(idle.idle()).isTrue();
    }

    @Test
    void aWrongNameIsRefusedWithTheRightOnes() {
        assertThatThrownBy(() -> Selection.of(List.of("bulk", "netty")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not know netty;")
                .hasMessageContainingAll("plain", "channel-jdk", "bulk", "resumed", "idle");
    }

    @Test
    void everyTrialNamesItsMetrics() {
        assertThat(Trials.values())
                .allSatisfy(each -> assertThat(Metric.values())
                        .as(each.title())
                        .anyMatch(metric -> metric.workload().equals(each.title())));
        assertThat(Metric.values()).filteredOn(Trials::have).doesNotContain(Metric.LOGIN_FULL_RATE, Metric.BULK_RATE);
    }

    @Test
    void everyWorkloadNamesItsMetrics() {
        assertThat(Workloads.all())
                .allSatisfy(workload -> assertThat(Metric.values())
                        .as(workload.name())
                        .anyMatch(metric -> metric.workload().equals(workload.name())));
        assertThat(Arrays.stream(Metric.values()).map(Metric::id)).doesNotHaveDuplicates();
    }
}
