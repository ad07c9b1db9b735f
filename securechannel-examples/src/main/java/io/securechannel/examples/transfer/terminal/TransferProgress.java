package io.securechannel.examples.transfer.terminal;

import io.securechannel.examples.console.Sizes;
import io.securechannel.examples.console.Terminal;
import io.securechannel.examples.console.Visible;
import io.securechannel.examples.transfer.protocol.Refusal;
import io.securechannel.examples.transfer.protocol.Watch;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * How far a transfer has come: a bar at a terminal, a line now and then elsewhere. The rate is that of the last seconds, and what was
 * there already does not count for it.
 */
final class TransferProgress implements Watch, AutoCloseable {

    private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long EVERY_LINE = TimeUnit.SECONDS.toNanos(10);
    private static final long WINDOW = TimeUnit.SECONDS.toNanos(5);
    private static final int BAR = 20;
    private static final int NAME = 20;
    private static final int WIDTH = 79;
    private static final long HOUR = 3600;
    private static final long LONGEST = 99 * HOUR;

    private final String name;
    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier nanos;
    private final ReentrantLock printing = new ReentrantLock();
    private final Deque<Sample> samples = new ArrayDeque<>();
    private String file = "";
    private boolean checking;
    private long all;
    private long settled;
    private long current;
    private long moved;
    private long files;
    private long refused;
    private long shown;
    private boolean visible;

    private record Sample(long time, long moved) {}

    TransferProgress(String name, PrintStream out, boolean terminal, LongSupplier nanos) {
        this.name = name;
        this.out = out;
        this.terminal = terminal;
        this.nanos = nanos;
        this.shown = nanos.getAsLong();
    }

    /** One on standard error. */
    static TransferProgress of(String name) {
        return new TransferProgress(name, System.err, Terminal.error(), System::nanoTime);
    }

    /** {@return how many bytes have crossed the channel} */
    long moved() {
        return moved;
    }

    /** {@return how many files are in their place} */
    long files() {
        return files;
    }

    /** {@return as many files, in words} */
    static String files(long count) {
        return count + (count == 1 ? " file" : " files");
    }

    /** {@return the same, for what is said of them} */
    static String filesAre(long count) {
        return files(count) + (count == 1 ? " is" : " are");
    }

    /** {@return how many did not arrive} */
    long refused() {
        return refused;
    }

    /** Says something above the bar. */
    void say(String line) {
        printing.lock(); // whoever is refused is told of by a thread of the server's, and a stop by one of the system's
        try {
            clear();
            out.println(name + ": " + Visible.of(line));
        } finally {
            printing.unlock();
        }
    }

    @Override
    public void offered(long bytes) {
        all = settled + bytes;
        current = 0;
        samples.clear();
        show();
    }

    @Override
    public void file(String path, long size) {
        file = path;
        current = 0;
        checking = false;
        show();
    }

    @Override
    public void had(long bytes) {
        current += bytes;
        show();
    }

    @Override
    public void moved(long bytes) {
        moved += bytes;
        current += bytes;
        checking = false;
        show();
    }

    @Override
    public void checking(long bytes) {
        checking = true;
        show();
    }

    @Override
    public void settled(String path, long size, Optional<Refusal> why) {
        settled += size;
        current = 0;
        checking = false;
        files += why.isEmpty() ? 1 : 0;
        if (why.isPresent() && why.get() != Refusal.NO_DIRECTORY) {
            refused++;
            say(path + ": " + why.get().text());
        }
        show();
    }

    private void show() {
        long now = nanos.getAsLong();
        if (now - shown < (terminal ? EVERY : EVERY_LINE)) {
            return;
        }
        shown = now;
        samples.add(new Sample(now, moved));
        while (samples.size() > 2 && now - samples.element().time() > WINDOW) {
            samples.remove();
        }
        if (!terminal) {
            out.println(name + ": " + line(now));
            return;
        }
        var line = bar(now);
        printing.lock();
        try {
            out.print("\r" + line + " ".repeat(Math.max(0, WIDTH - line.length())));
            out.flush();
            visible = true;
        } finally {
            printing.unlock();
        }
    }

    private String bar(long now) {
        int full = (int) (part() * BAR);
        return String.format(
                Locale.ROOT,
                "%-" + NAME + "s [%s%s] %s",
                shortened(file),
                "#".repeat(full),
                "-".repeat(BAR - full),
                state(now));
    }

    private String line(long now) {
        return Sizes.of(settled + current) + " of " + Sizes.of(all) + ", " + state(now);
    }

    private String state(long now) {
        var percent = String.format(Locale.ROOT, "%3d%%", (int) (part() * 100));
        if (checking) {
            return percent + " checking what is there";
        }
        long rate = rate(now);
        return percent + " " + Sizes.of(rate) + "/s " + left(rate);
    }

    /** What is received may be less than was offered, where much was there already. */
    private double part() {
        return all == 0 ? 0 : Math.min(1, (double) (settled + current) / all);
    }

    private long rate(long now) {
        var first = samples.peek();
        if (first == null || now <= first.time()) {
            return 0;
        }
        return (long) ((moved - first.moved()) * 1e9 / (now - first.time()));
    }

    private String left(long rate) {
        long seconds = rate < 1 ? LONGEST : Math.max(0, all - settled - current) / rate;
        if (seconds >= LONGEST) {
            return "-:-- left";
        }
        var minutes = String.format(Locale.ROOT, "%d:%02d", seconds % HOUR / 60, seconds % 60);
        return (seconds < HOUR
                        ? minutes
                        : String.format(Locale.ROOT, "%d:%5s", seconds / HOUR, minutes)
                                .replace(' ', '0'))
                + " left";
    }

    /** The end of a name says more than its beginning. */
    private static String shortened(String path) {
        var clean = Visible.of(path.substring(path.lastIndexOf('/') + 1));
        return clean.length() <= NAME ? clean : "..." + clean.substring(clean.length() - NAME + 3);
    }

    private void clear() {
        if (visible) {
            out.print("\r" + " ".repeat(WIDTH) + "\r");
            out.flush();
            visible = false;
        }
    }

    /** Takes the bar away. */
    @Override
    public void close() {
        printing.lock();
        try {
            clear();
        } finally {
            printing.unlock();
        }
    }
}
