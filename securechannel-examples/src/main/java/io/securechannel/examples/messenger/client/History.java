package io.securechannel.examples.messenger.client;

import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The last hundred messages, and all that the listener has not been given yet: those survive a crash, and are told at the next start.
 * That a message was shown is written with the next change: after a crash a message may be shown twice, none is lost.
 */
final class History {

    /** Of those that were shown. */
    static final int LENGTH = 100;

    /** When so many are not shown, no more is taken from the server. More than one answer of the directory sets free, so that is rare. */
    static final int MOST_UNSHOWN = 384;

    private final List<Entry> entries = new ArrayList<>();
    private int unshown;

    History() {}

    private record Entry(ChatMessage message, boolean shown) {}

    /** What this user says: nobody has to show it to them. */
    void add(ChatMessage message) {
        add(new Entry(message, true));
    }

    void addUnshown(ChatMessage message) {
        add(new Entry(message, false));
    }

    private void add(Entry entry) {
        entries.add(entry);
        unshown += entry.shown() ? 0 : 1;
        trim();
    }

    private void trim() {
        for (int i = 0; i < entries.size() && entries.size() - unshown > LENGTH; ) {
            if (entries.get(i).shown()) {
                entries.remove(i);
            } else {
                i++;
            }
        }
    }

    /** The listener has returned. */
    void shown(ChatMessage message) {
        int index = entries.indexOf(new Entry(message, false));
        if (index >= 0) {
            entries.set(index, new Entry(message, true));
            unshown--;
            trim();
        }
    }

    boolean isFull() {
        return unshown >= MOST_UNSHOWN;
    }

    /** {@return what the listener has not been given, in order} */
    List<ChatMessage> unshown() {
        return entries.stream()
                .filter(each -> !each.shown())
                .map(Entry::message)
                .toList();
    }

    /** It was taken back. */
    void remove(ChatMessage message) {
        int index = entries.lastIndexOf(new Entry(message, true));
        if (index >= 0) {
            entries.remove(index);
        }
    }

    List<ChatMessage> all() {
        return entries.stream().map(Entry::message).toList();
    }

    void write(FieldWriter out) {
        Fields.size(out, entries.size());
        for (var each : entries) {
            Fields.message(out, each.message());
            out.u8(each.shown() ? 1 : 0);
        }
    }

    static History read(FieldReader in) throws SecureChannelException {
        var history = new History();
        for (int left = Fields.size(in); left > 0; left--) {
            history.add(new Entry(Fields.message(in), in.flag()));
        }
        return history;
    }
}
