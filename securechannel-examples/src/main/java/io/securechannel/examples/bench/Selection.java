package io.securechannel.examples.bench;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code --only} chooses.
 *
 * @param contenders who; all that this machine can have if no contender was named
 * @param workloads what; all if no workload was named
 * @param idle whether the heap of idle connections is measured
 */
record Selection(List<Contenders> contenders, List<Workload> workloads, boolean idle) {

    /** @throws IllegalArgumentException that lists the names there are, if one is none of them */
    static Selection of(List<String> names) {
        var known = Stream.concat(contenderNames(), workloadNames()).toList();
        var unknown = new HashSet<>(names);
        known.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "--only does not know " + String.join(", ", unknown) + "; it knows " + String.join(", ", known));
        }
        boolean allContenders = contenderNames().noneMatch(names::contains);
        boolean allWorkloads = workloadNames().noneMatch(names::contains);
        return new Selection(
                Arrays.stream(Contenders.values())
                        .filter(each -> allContenders ? each.available() : names.contains(each.title()))
                        .toList(),
                Workloads.all().stream()
                        .filter(each -> allWorkloads || names.contains(each.name()))
                        .toList(),
                allWorkloads || names.contains(IdleHeap.NAME));
    }

    /** {@return who starts from cold: not one that differs from another by a buffer alone} */
    List<Contenders> coldStarters() {
        return contenders.stream()
                .filter(each -> each != Contenders.JDK_SOCKET_16K)
                .toList();
    }

    private static Stream<String> contenderNames() {
        return Arrays.stream(Contenders.values()).map(Contenders::title);
    }

    private static Stream<String> workloadNames() {
        return Stream.concat(Workloads.all().stream().map(Workload::name), Stream.of(IdleHeap.NAME));
    }
}
