package io.securechannel.examples;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** docs/tutorial-secret-server.md, walked by a user: each command, in its order, and what it prints. */
@Timeout(500)
class SecretRoadIT {

    private static final Path JAR = Path.of("target/securechannel-examples.jar").toAbsolutePath();

    @TempDir
    private Path directory;

    @TempDir
    private Path tools;

    @Test
    void theTutorialIsTrue() throws Exception {
        Processes.require("bash");
        Processes.require("curl");
        try (var run = new ConsoleRun(directory, tools, JAR)) {
            for (var step : ConsolePage.read(SecretRoadPageTest.PAGE).steps()) {
                run.run(step);
            }
        }
    }
}
