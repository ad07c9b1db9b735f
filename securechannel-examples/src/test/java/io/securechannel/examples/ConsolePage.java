package io.securechannel.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A page of documentation whose console blocks are run. Each stands below a comment that says how:
 *
 * <pre>
 * run            each command to its end; the output is all that it prints
 * start: NAME    one command, which goes on; the output is what it prints first
 * see: NAME      no command; the output is what NAME prints next
 * stop: NAME …   no block; Ctrl-C
 * </pre>
 *
 * In the output, {@code …} stands for anything within a line, and alone in a line for any lines.
 */
final class ConsolePage {

    private static final Pattern PART = Pattern.compile(
            "<!-- (run|start|see|stop)(?:: ([\\w ]+))? -->\\n(?:```console\\n(.*?)```)?", Pattern.DOTALL);
    private static final Pattern BLOCK = Pattern.compile("^```console$", Pattern.MULTILINE);

    private final List<Step> steps = new ArrayList<>();

    private ConsolePage() {}

    /** What is done with a command. */
    enum Kind {
        RUN,
        START,
        SEE,
        STOP
    }

    /** One command, or none, and what is to be seen. */
    record Step(Kind kind, String name, String command, List<String> expected) {

        /** {@return a pattern for the output, which ends with a line's end} */
        Pattern output() {
            return Pattern.compile(expected.stream().map(Step::line).collect(Collectors.joining()));
        }

        private static String line(String line) {
            return line.equals("…")
                    ? "(?:.*\\n)*?"
                    : Pattern.compile("…")
                                    .splitAsStream(line)
                                    .map(Pattern::quote)
                                    .collect(Collectors.joining(".*?"))
                            + (line.endsWith("…") ? ".*" : "") + "\\n";
        }
    }

    static ConsolePage read(Path file) throws IOException {
        var page = new ConsolePage();
        var text = Files.readString(file);
        var parts = PART.matcher(text);
        int blocks = 0;
        while (parts.find()) {
            var kind = Kind.valueOf(parts.group(1).toUpperCase(java.util.Locale.ROOT));
            if ((kind == Kind.STOP) != (parts.group(3) == null) || (kind == Kind.RUN) != (parts.group(2) == null)) {
                throw new IOException("wrong comment: " + parts.group().lines().findFirst());
            }
            blocks += kind == Kind.STOP ? 0 : 1;
            page.add(kind, parts.group(2), parts.group(3));
        }
        if (blocks != BLOCK.matcher(text).results().count()) {
            throw new IOException("in " + file + " are console blocks without a comment that says how they are run");
        }
        return page;
    }

    List<Step> steps() {
        return steps;
    }

    private void add(Kind kind, String names, String block) throws IOException {
        if (kind == Kind.STOP) {
            for (var name : names.split(" ", -1)) {
                steps.add(new Step(kind, name, "", List.of()));
            }
            return;
        }
        String command = null;
        var expected = new ArrayList<String>();
        for (var line : (block + (kind == Kind.SEE ? "" : "$ ")).lines().toList()) {
            boolean begins = line.startsWith("$ ");
            if (begins && command != null) {
                steps.add(new Step(kind, String.valueOf(names), command, List.copyOf(expected)));
                expected.clear();
            }
            if (begins) {
                command = line.substring(2);
            } else if (command != null && command.endsWith("\\")) {
                command = command.substring(0, command.length() - 1) + line.strip();
            } else {
                expected.add(line);
            }
        }
        if (kind == Kind.SEE) {
            steps.add(new Step(kind, names, "", List.copyOf(expected)));
        } else if (!expected.isEmpty()) {
            throw new IOException("no command begins this block: " + block);
        }
    }
}
