package io.securechannel.examples.rsamigration;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps what comes, for somebody who waits for it. */
final class Notes implements Journal {

    private static final int PATIENCE_SECONDS = 20;

    /**
     * One connection.
     *
     * @param from who
     * @param outcome the message in quotation marks, or what else came of it
     * @param failure why there is no message; null if there is one
     */
    record Note(String from, String outcome, @Nullable Throwable failure) {}

    private final BlockingQueue<Note> kept = new LinkedBlockingQueue<>();

    Notes() {}

    @Override
    public void message(String from, String text) {
        kept.add(new Note(from, "\"" + text + "\"", null));
    }

    @Override
    public void note(String from, String what) {
        kept.add(new Note(from, what, null));
    }

    @Override
    public void failed(String from, Throwable why) {
        kept.add(new Note(from, refusal(why), why));
    }

    /** {@return the next one, once it is there} */
    Note next() throws IOException, InterruptedException {
        var note = kept.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (note == null) {
            throw new IOException("nothing has come in " + PATIENCE_SECONDS + " s");
        }
        return note;
    }

    boolean isEmpty() {
        return kept.isEmpty();
    }

    static String refusal(Throwable why) {
        return why.getMessage() + PrintedJournal.reason(why);
    }
}
