package io.securechannel.examples.messenger.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Plain lines in and out, for scripts and where there is no terminal. */
final class PlainScreen implements Screen {

    private final BufferedReader in;
    private final PrintWriter out;
    private final ReentrantLock printing = new ReentrantLock();

    PlainScreen(BufferedReader in, PrintWriter out) {
        this.in = in;
        this.out = out;
    }

    @Override
    public Optional<String> readLine() {
        try {
            return Optional.ofNullable(in.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void show(Notice notice) {
        printing.lock();
        try {
            PlainFormat.lines(notice).forEach(out::println);
            out.flush();
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
