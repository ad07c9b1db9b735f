package io.securechannel.examples.bench;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code --only} chooses.
 *
 * @param contenders who, if there is something for them to do; all that this machine can have if no contender was named
 * @param workloads what; all if no workload was named
 * @param trials what is measured without a connection; all if nothing was named
 * @param idle whether the heap of idle connections is measured
 */
record Selection(List<Contenders> contenders, List<Workload> workloads, List<Trials> trials, boolean idle) {

    /** @throws IllegalArgumentException that lists the names there are, if one is none of them */
    static Selection of(List<String> names) {
        var known = Stream.of(contenderNames(), workloadNames(), trialNames(), Stream.of(Contenders.NOISE))
                .flatMap(each -> each)
                .toList();
        var unknown = new HashSet<>(names);
        known.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "--only does not know " + String.join(", ", unknown) + "; it knows " + String.join(", ", known));
        }
        boolean allContenders = contenderNames().noneMatch(names::contains);
        boolean noise = names.contains(Contenders.NOISE);
        boolean allWorkloads = Stream.concat(workloadNames(), trialNames()).noneMatch(names::contains);
        var workloads = Workloads.all().stream()
                .filter(each -> allWorkloads ? !noise || Workloads.withNoise(each) : names.contains(each.name()))
                .toList();
        boolean idle = allWorkloads || names.contains(IdleHeap.NAME);
        return new Selection(
                Arrays.stream(Contenders.values())
                        .filter(each -> idle || !workloads.isEmpty())
                        .filter(each -> names.contains(each.title())
                                || (each.available() && (noise ? each.withNoise() : allContenders && each.byDefault())))
                        .toList(),
                workloads,
                Arrays.stream(Trials.values())
                        .filter(each -> names.isEmpty() || names.contains(each.title()))
                        .toList(),
                idle);
    }

    /** {@return who starts from cold: not one that differs from another by a buffer alone} */
    List<Contenders> coldStarters() {
        return contenders.stream()
                .filter(each -> each != Contenders.JDK_SOCKET_16K && each != Contenders.FLOOR)
                .toList();
    }

    private static Stream<String> contenderNames() {
        return Arrays.stream(Contenders.values()).map(Contenders::title);
    }

    private static Stream<String> trialNames() {
        return Arrays.stream(Trials.values()).map(Trials::title);
    }

    private static Stream<String> workloadNames() {
        return Stream.concat(Workloads.all().stream().map(Workload::name), Stream.of(IdleHeap.NAME));
    }
}
