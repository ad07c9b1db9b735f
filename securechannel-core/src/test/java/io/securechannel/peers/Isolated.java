package io.securechannel.peers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Servers that cannot be bound to loopback, in a network namespace of their own: see {@code isolated.py}. */
final class Isolated {

    /** The port inside; nobody else is there. */
    static final String PORT = "5556";

    private Isolated() {}

    /** Skips, by name, where the machine allows no namespaces. */
    static void require() throws Exception {
        Program.require("python3");
        try (var trial = start(List.of("true"))) {
            boolean allowed = trial.awaitOutput("(PORT|NO NAMESPACE) ").group(1).equals("PORT");
            if (!allowed) {
                System.out.println(
                        "SKIPPED: no network namespaces here, and so servers that listen everywhere are left out");
            }
            assumeTrue(allowed, "this machine allows no network namespace");
        }
    }

    static Program start(List<String> command) throws IOException {
        var all = new ArrayList<>(List.of("python3", InteropCells.script("isolated.py"), PORT));
        all.addAll(command);
        return Program.start(all);
    }
}
