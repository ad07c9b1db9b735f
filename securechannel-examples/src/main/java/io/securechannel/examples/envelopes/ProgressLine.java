package io.securechannel.examples.envelopes;

import io.securechannel.examples.console.Sizes;
import io.securechannel.examples.console.Table;
import io.securechannel.examples.console.Terminal;
import io.securechannel.hybrid.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** One line at a terminal that says how far it has come; it shows up when it takes a while, and goes away at the end. */
final class ProgressLine implements Progress, AutoCloseable {

    private static final long AFTER = 400_000_000L;
    private static final long EVERY = 100_000_000L;
    private static final int BAR = 24;
    private static final int NAME = 22;
    private static final int WIDTH = 79;

    private final String name;
    private final OptionalLong all;
    private final PrintStream terminal;
    private final LongSupplier nanos;
    private final long begun;
    private long shown;
    private boolean visible;

    ProgressLine(String name, OptionalLong all, PrintStream terminal, LongSupplier nanos) {
        this.name = shortened(name);
        this.all = all;
        this.terminal = terminal;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
        this.shown = begun + AFTER - EVERY;
    }

    /** One on standard error if that is a terminal. */
    static ProgressLine of(Source source) throws IOException {
        var terminal = Terminal.error() ? System.err : new PrintStream(OutputStream.nullOutputStream());
        return new ProgressLine(source.toString(), source.size(), terminal, System::nanoTime);
    }

    @Override
    public void at(long bytes) {
        Interruption.check();
        long now = nanos.getAsLong();
        if (now - shown < EVERY) {
            return;
        }
        shown = now;
        var line = line(bytes, Math.max(1, now - begun));
        terminal.print("\r" + line + " ".repeat(Math.max(0, WIDTH - line.length())));
        terminal.flush();
        visible = true;
    }

    private String line(long bytes, long elapsed) {
        double rate = bytes * 1e9 / elapsed;
        if (all.isEmpty() || all.getAsLong() == 0) {
            return name + "  " + Sizes.of(bytes) + "  " + Sizes.of((long) rate) + "/s";
        }
        // What is opened is a little longer than what comes out, and a file may grow meanwhile.
        double part = Math.min(1, (double) bytes / all.getAsLong());
        int full = (int) (part * BAR);
        long left = rate < 1 ? 0 : (long) ((all.getAsLong() - bytes) / rate);
        return String.format(
                Locale.ROOT,
                "%s [%s%s] %3d%% %s/s %d:%02d left",
                name,
                "#".repeat(full),
                "-".repeat(BAR - full),
                (int) (part * 100),
                Sizes.of((long) rate),
                Math.max(0, left) / 60,
                Math.max(0, left) % 60);
    }

    private static String shortened(String name) {
        var clean = Table.visible(name);
        return clean.length() <= NAME ? clean : "..." + clean.substring(clean.length() - NAME + 3);
    }

    /** Takes the line away. */
    @Override
    public void close() {
        if (visible) {
            terminal.print("\r" + " ".repeat(WIDTH) + "\r");
            terminal.flush();
            visible = false;
        }
    }
}
