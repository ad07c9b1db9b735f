package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/**
 * Makes the table. A test writes its cell; where the peer has the version of {@code docs/interop.md}, the
 * cell must be the same there. At the end {@code target/interop.md} holds what this run saw, and with
 * {@code -Dinterop.update=true} the file in docs/ holds it too, beside what this run did not see.
 */
final class InteropRecorder implements BeforeAllCallback, AfterTestExecutionCallback, ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(InteropRecorder.class);
    private static final Path DOCUMENT = Path.of(System.getProperty("securechannel.root", "."), "docs", "interop.md");
    private static final Path SEEN = Path.of("target", "interop.md");

    /** What one run saw. JUnit closes it after the last test. */
    private static final class Run implements AutoCloseable {

        private final InteropTable documented = InteropTable.parse(read());
        private final InteropTable seen = new InteropTable();

        private final Map<String, Map<String, String>> byProvider = new TreeMap<>();

        void put(String row, Feature feature, String ours, String cell) {
            var cells = byProvider.computeIfAbsent(row + feature, key -> new TreeMap<>());
            cells.put(ours, cell);
            boolean same = Set.copyOf(cells.values()).size() == 1;
            var each = cells.entrySet().stream().map(entry -> with(entry.getKey(), entry.getValue()));
            seen.put(row, feature, same ? cell : "part: " + each.collect(Collectors.joining("; ")));
        }

        @Override
        public void close() throws IOException {
            Files.writeString(SEEN, seen.toMarkdown());
            if (updating()) {
                documented.putAll(seen);
                Files.writeString(DOCUMENT, documented.toMarkdown());
            }
        }

        private static String read() {
            try {
                return Files.exists(DOCUMENT) ? Files.readString(DOCUMENT) : "";
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        run(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Cell.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(NAMESPACE).getOrComputeIfAbsent(Cell.class);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        var shows = context.getRequiredTestMethod().getAnnotation(Shows.class);
        var failure = context.getExecutionException();
        if (shows == null
                || failure.filter(TestAbortedException.class::isInstance).isPresent()) {
            return;
        }
        var row = context.getRequiredTestClass().getAnnotation(Row.class);
        var cell = failure.isPresent()
                ? "FAILED"
                : context.getStore(NAMESPACE).getOrComputeIfAbsent(Cell.class).text();
        if (cell.isEmpty()) {
            return;
        }
        var run = run(context);
        var version = ((InteropCells) context.getRequiredTestInstance()).version();
        var ours = ((InteropCells) context.getRequiredTestInstance()).ours;
        run.put(row.value(), shows.value(), ours.name(), cell);
        run.seen.version(row.software(), version);
        if (failure.isEmpty()
                && !updating()
                && run.documented
                        .version(row.software())
                        .filter(version::equals)
                        .isPresent()) {
            var documented = run.documented.cell(row.value(), shows.value()).orElse("");
            assertThat(documented.equals(cell) || documented.contains(with(ours.name(), cell)))
                    .as(
                            "docs/interop.md says of %s, %s: <%s>, and this run: <%s>; -Dinterop.update=true writes it anew",
                            row.value(), shows.value(), documented, cell)
                    .isTrue();
        }
    }

    private static String with(String ours, String cell) {
        return "with " + ours + " " + cell.replace(": ", ", ");
    }

    private static boolean updating() {
        return Boolean.getBoolean("interop.update");
    }

    private static Run run(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(Run.class);
    }
}
