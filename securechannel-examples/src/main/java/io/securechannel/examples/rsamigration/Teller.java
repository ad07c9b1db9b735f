package io.securechannel.examples.rsamigration;

import io.securechannel.examples.console.Table;
import java.io.PrintWriter;
import picocli.CommandLine.Help.Ansi;

/** Prints who got what, and keeps whether it is what has to be. */
final class Teller {

    private static final int WIDTH = 96;
    private static final int COLUMN = 20;

    private final PrintWriter out;
    private boolean asExpected = true;

    Teller(PrintWriter out) {
        this.out = out;
    }

    boolean asExpected() {
        return asExpected;
    }

    void verdict() {
        out.println();
        var verdict = asExpected
                ? "Verdict: the man in the middle reads step 0, forges in step 1, and does neither in steps 2 and 3."
                : "Verdict: FAILED: something did not come out as it has to; it is marked with !";
        out.println(Ansi.AUTO.string("@|bold," + (asExpected ? "green " : "red ") + verdict + "|@"));
    }

    void heading(String text) {
        out.println();
        out.println(Ansi.AUTO.string("@|bold " + text + "|@"));
    }

    void explain(String text) {
        print("", text);
    }

    /** Prints what somebody got; marks it where it lacks what has to be in it. */
    void got(String who, String what, String expected) {
        boolean good = what.contains(expected);
        asExpected &= good;
        print((good ? "" : "! ") + who, what);
    }

    private void print(String who, String what) {
        var first = who + " ".repeat(Math.max(1, COLUMN - who.length()));
        var begin = who.isEmpty() ? "" : first;
        var wrapped = Table.visible(what)
                .replaceAll("(.{1," + (WIDTH - begin.length()) + "})(?:\\s+|$)", "$1\n")
                .strip();
        for (var line : wrapped.lines().toList()) {
            out.println("   " + begin + line);
            begin = " ".repeat(begin.length());
        }
    }
}
