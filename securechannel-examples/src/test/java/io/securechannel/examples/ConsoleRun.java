package io.securechannel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.ConsolePage.Step;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Runs the commands of a page in bash, in one directory, as a user would in several terminals. Where a command that goes on names
 * a port that it listens at, it gets a free one, and all that follows says that one; the page's is read in its place.
 */
final class ConsoleRun implements AutoCloseable {

    private static final Pattern LISTENS = Pattern.compile("--(?:port|listen) (\\d{4,5})");
    private static final String KEEP = "; export -p | grep ' SECRET_' > \"$STATE\"";

    private final Path directory;
    private final Path tools;
    private final Map<String, ConsoleProgram> programs = new LinkedHashMap<>();
    private final Map<String, String> ports = new LinkedHashMap<>();

    /**
     * @param directory where the commands are run, empty
     * @param tools where the script goes that is the command line
     * @param jar the command line
     */
    ConsoleRun(Path directory, Path tools, Path jar) throws Exception {
        this.directory = directory;
        this.tools = tools;
        Files.writeString(tools.resolve("state"), "");
        var script = Files.writeString(
                tools.resolve("securechannel"), """
                #!/bin/sh
                exec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar '%s' "$@"
                """.formatted(Jdk.found().get(0).tool("java"), jar));
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    void run(Step step) throws Exception {
        switch (step.kind()) {
            case RUN -> runToEnd(step);
            case START -> start(step);
            case SEE -> program(step).await(step.output(), this::asShown);
            case STOP -> {
                program(step).close();
                programs.remove(step.name());
            }
        }
    }

    private void runToEnd(Step step) throws Exception {
        try (var program = ConsoleProgram.start(bash(real(step.command()) + KEEP))) {
            var printed = asShown(program.toEnd());
            assertThat(step.output().matcher(printed).matches())
                    .as("$ %s%nprints%n%s%nand not%n%s", step.command(), printed, String.join("\n", step.expected()))
                    .isTrue();
        }
    }

    private void start(Step step) throws Exception {
        var listens = LISTENS.matcher(step.command());
        var anyPort = listens.replaceFirst(found -> found.group().replace(found.group(1), "0"));
        var program = ConsoleProgram.start(bash("exec " + real(anyPort)));
        assertThat(programs.put(step.name(), program)).as(step.name()).isNull();
        if (listens.reset().find()) {
            ports.put(
                    listens.group(1),
                    program.peek("(?:localhost|127\\.0\\.0\\.1):(\\d+)").group(1));
        }
        program.await(step.output(), this::asShown);
    }

    private ConsoleProgram program(Step step) {
        var program = programs.get(step.name());
        if (program == null) {
            throw new AssertionError("nothing runs that is called " + step.name());
        }
        return program;
    }

    private ProcessBuilder bash(String command) throws IOException {
        var builder = new ProcessBuilder("bash", "-c", ". \"$STATE\"; " + command).directory(directory.toFile());
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("SECRET"));
        environment.put("PATH", tools + File.pathSeparator + environment.get("PATH"));
        environment.put("STATE", tools.resolve("state").toString());
        environment.put("LC_ALL", "C.UTF-8");
        return builder;
    }

    private String real(String command) {
        var text = command;
        for (var port : ports.entrySet()) {
            text = text.replaceAll("\\b" + port.getKey() + "\\b", port.getValue());
        }
        return text;
    }

    private String asShown(String printed) {
        var text = printed;
        for (var port : ports.entrySet()) {
            text = text.replaceAll("\\b" + port.getValue() + "\\b", port.getKey());
        }
        return text;
    }

    @Override
    public void close() {
        programs.values().forEach(ConsoleProgram::close);
    }
}
