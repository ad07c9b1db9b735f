package io.securechannel.examples.messenger.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Plain lines in and out, for scripts and where there is no terminal. */
final class PlainScreen implements Screen {

    private final BufferedReader in;
    private final PrintWriter out;
    private final BooleanSupplier broken;
    private final ReentrantLock printing = new ReentrantLock();

    /**
     * Reads and writes what the caller owns.
     *
     * @param in lines of the user's
     * @param out flushed after each notice
     * @param broken whether what is behind {@code out} takes nothing any more, of which a writer over it need not know
     */
    PlainScreen(BufferedReader in, PrintWriter out, BooleanSupplier broken) {
        this.in = in;
        this.out = out;
        this.broken = broken;
    }

    @Override
    public Optional<String> readLine() {
        try {
            return Optional.ofNullable(in.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Throws if it cannot be written: a message that nobody can read is not one that was shown. */
    @Override
    public void show(Notice notice) {
        printing.lock();
        try {
            PlainFormat.lines(notice).forEach(out::println);
            if (out.checkError() || broken.getAsBoolean()) {
                throw new UncheckedIOException("the output is closed", new IOException("it takes nothing"));
            }
        } finally {
            printing.unlock();
        }
    }

    @Override
    public void status(Status status) {
        // the status command says it to who wants to know
    }

    @Override
    public boolean interactive() {
        return false;
    }

    /** What it was given belongs to others. */
    @Override
    public void close() {
        out.flush();
    }
}
