package io.securechannel.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** A JDK on this machine. */
record Jdk(int feature, Path home) {

    /** The running one, and of those beside it (where systems keep their JDKs) 17 and the newest. */
    static List<Jdk> found() throws IOException {
        var running = new Jdk(
                Runtime.version().feature(),
                Path.of(System.getProperty("java.home")).toRealPath());
        var others = new ArrayList<Jdk>();
        try (Stream<Path> homes = Files.list(running.home().resolveSibling("."))) {
            for (var home : homes.map(Jdk::real).distinct().sorted().toList()) {
                if (!home.equals(running.home())
                        && Files.isExecutable(home.resolve("bin/javac"))
                        && Files.exists(home.resolve("release"))) {
                    others.add(new Jdk(feature(home), home));
                }
            }
        }
        others.removeIf(each -> each.feature() < 17 || each.feature() == running.feature());
        others.sort(Comparator.comparingInt(Jdk::feature));
        var chosen = new ArrayList<>(List.of(running));
        others.stream().filter(each -> each.feature() == 17).findFirst().ifPresent(chosen::add);
        others.stream()
                .skip(Math.max(0, others.size() - 1L))
                .filter(each -> !chosen.contains(each))
                .forEach(chosen::add);
        return chosen;
    }

    String tool(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    @Override
    public String toString() {
        return "JDK " + feature;
    }

    private static int feature(Path home) throws IOException {
        var release = new Properties();
        try (var in = Files.newBufferedReader(home.resolve("release"))) {
            release.load(in);
        }
        var version = release.getProperty("JAVA_VERSION", "0").replace("\"", "");
        return Integer.parseInt(version.split("[.+-]", -1)[0]);
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
