package io.securechannel.peers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** What docs/node needs, in the versions of its package-lock.json, which holds their hashes; under target/. */
final class NodePackages {

    private static final Path SOURCE = Path.of("../docs/node").toAbsolutePath().normalize();
    private static final Path TARGET = Path.of("target/node").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private NodePackages() {}

    /**
     * {@return a copy of docs/node with its packages, from npm's cache if they are in it; where there is no node or no npm, or
     * where npm cannot fetch them, the test is skipped by name}
     */
    static Path install() throws Exception {
        Program.require("node");
        Program.require("npm");
        Files.createDirectories(TARGET);
        copy();
        boolean installed = ci("--offline") || ci("--prefer-offline");
        if (!installed) {
            System.out.println(
                    "SKIPPED: npm cannot fetch what docs/node needs, and so the checks against it are left out");
        }
        assumeTrue(installed, "npm cannot fetch what docs/node needs: the checks against it are skipped");
        return TARGET;
    }

    private static void copy() throws IOException {
        for (var name : new String[] {"envelope.mjs", "noise.mjs", "package.json", "package-lock.json", ".npmrc"}) {
            Files.copy(SOURCE.resolve(name), TARGET.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static boolean ci(String option) throws Exception {
        try (var npm = Program.start(
                "npm", "ci", option, "--fetch-retries=0", "--fetch-timeout=20000", "--prefix", TARGET.toString())) {
            return npm.awaitExit(PATIENCE) == 0;
        }
    }
}
