package io.securechannel.examples.transfer.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.Processes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FT7 in a bounded memory: a sender chooses how many names there are, and how long. */
class SeenNamesTest {

    private static final int MANY = 1_000_000;
    private static final String LONG = "x".repeat(240);

    @TempDir
    private Path directory;

    @Test
    void eachNameIsNewOnce() {
        var seen = new SeenNames(SeenNames.newSalt());
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 10_000; i++) {
                assertThat(seen.add("name " + i)).isEqualTo(round == 0);
            }
        }
        assertThat(seen.add("")).isTrue();
        assertThat(seen.add("")).isFalse();
    }

    /** In a process of its own, with less memory than the names would take: 16 bytes a name, and half as much while the table grows. */
    @Test
    void aMillionLongNamesInLittleMemory() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var run = Processes.run(
                directory,
                Map.of(),
                120,
                List.of(java, "-Xmx48m", "-cp", System.getProperty("java.class.path"), Fill.class.getName()));
        assertThat(run.exitCode()).as("%s", run).isZero();
        assertThat(run.output()).contains(MANY + " names");
    }

    /** Runs in the other process. */
    static final class Fill {

        private Fill() {}

        public static void main(String[] arguments) {
            var seen = new SeenNames(SeenNames.newSalt());
            int count = 0;
            for (int i = 0; i < MANY; i++) {
                count += seen.add(LONG + i) ? 1 : 0;
            }
            System.out.println(count + " names");
        }
    }
}
