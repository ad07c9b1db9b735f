package io.securechannel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged command line runs from anywhere, with what its manifest names. */
class CommandLinePackagedIT {

    private static final Path JAR = Path.of("target/securechannel-examples.jar").toAbsolutePath();

    @TempDir
    private Path elsewhere;

    @Test
    void showsItsHelp() throws Exception {
        assertThat(run("--help").orThrow()).contains("Usage: securechannel");
    }

    @Test
    void knowsItsVersion() throws Exception {
        assertThat(run("about").orThrow()).contains("securechannel " + System.getProperty("securechannel.version"));
    }

    @Test
    void wrongUsageIsTwo() throws Exception {
        assertThat(run("nonsense").exitCode()).isEqualTo(2);
    }

    private Processes.Result run(String argument) throws Exception {
        var java = Jdk.found().get(0).tool("java");
        return Processes.run(elsewhere, Map.of(), 60, List.of(java, "-jar", JAR.toString(), argument));
    }
}
