package io.securechannel.hostile;

import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** After the last test of a class no thread of the library may be left. */
public final class LeavesNoThreads implements AfterAllCallback {

    /** Made by JUnit. */
    public LeavesNoThreads() {}

    @Override
    public void afterAll(ExtensionContext context) {
        Task.awaitThat("no thread named securechannel-* is left", () -> names().isEmpty());
    }

    private static String names() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("securechannel-"))
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
