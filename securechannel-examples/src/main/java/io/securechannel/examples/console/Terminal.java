package io.securechannel.examples.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether somebody looks on. Java 17 tells it of standard input and output together alone; Linux of each. */
public final class Terminal {

    private static final int INPUT = 0;
    private static final int OUTPUT = 1;
    private static final int ERROR = 2;

    private Terminal() {}

    /** {@return whether standard input is a terminal} */
    public static boolean input() {
        return is(INPUT);
    }

    /** {@return whether standard output is a terminal} */
    public static boolean output() {
        return is(OUTPUT);
    }

    /** {@return whether standard error is a terminal} */
    public static boolean error() {
        return is(ERROR);
    }

    @SuppressWarnings("SystemConsoleNull") // it is null up to JDK 21 where nobody sits
    private static boolean is(int descriptor) {
        var link = Path.of("/proc/self/fd", Integer.toString(descriptor));
        if (!Files.isSymbolicLink(link)) {
            return System.console() != null;
        }
        try {
            var target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException e) {
            return false;
        }
    }
}
