package io.securechannel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A program that knows only the packaged jars compiles and runs, on the class path and on the module path. */
class ConsumerPackagedIT {

    private static final Path SOURCES = Path.of("src/consumer/src/main/java");
    private static final Path LIB = Path.of("target/lib").toAbsolutePath();

    @TempDir
    private Path classes;

    @ParameterizedTest(name = "{0}")
    @MethodSource("jdks")
    void compilesAndRunsOnTheClassPath(Jdk jdk) throws Exception {
        var jars = LIB + File.separator + "*";
        compile(jdk, List.of("-cp", jars), sources(false));
        var output = run(List.of(jdk.tool("java"), "-cp", classes + File.pathSeparator + jars, "consumer.Main"));
        assertThat(output).contains("consumer: done");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jdks")
    void compilesAndRunsOnTheModulePath(Jdk jdk) throws Exception {
        compile(jdk, List.of("--module-path", LIB.toString()), sources(true));
        var output = run(List.of(
                jdk.tool("java"), "--module-path", classes + File.pathSeparator + LIB, "-m", "consumer/consumer.Main"));
        // Tink is an automatic module, and where one of those is resolved all that lie on the path are.
        assertThat(output).contains("consumer: Conscrypt is here", "consumer: done");
    }

    static List<Jdk> jdks() throws IOException {
        return Jdk.found();
    }

    /** All lints: what we publish must not make our users' compilers warn. */
    private void compile(Jdk jdk, List<String> path, List<String> sources) throws Exception {
        var command = new ArrayList<>(List.of(jdk.tool("javac"), "-Xlint:all", "-Werror", "-d", classes.toString()));
        command.addAll(path);
        command.addAll(sources);
        run(command);
    }

    private String run(List<String> command) throws Exception {
        return Processes.run(classes, Map.of(), 60, command).orThrow();
    }

    private static List<String> sources(boolean withModule) throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> withModule || !file.endsWith("module-info.java"))
                    .map(file -> file.toAbsolutePath().toString())
                    .toList();
        }
    }
}
