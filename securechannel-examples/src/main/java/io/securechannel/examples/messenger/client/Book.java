package io.securechannel.examples.messenger.client;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.StoredData;
import java.util.Arrays;

/**
 * All that a client has to know after a crash, in one entry of the key store: contacts, rows, rooms, outbox, history and alarms.
 *
 * <p>They are one entry because they change together: a mail that came moves its row, adds to the history and may change a room, and
 * one that is sealed leaves the outbox's clear text, takes a number in its row and joins the mails that wait. The key store replaces
 * its file as a whole, so after a crash either all of that has happened or nothing. Nothing is acknowledged (C5), sent (M7) or told
 * before {@link #save()} has returned. The key store writes all of its file at each change anyway: several entries would cost more.
 */
final class Book {

    static final String ENTRY = "messenger book";
    static final String SET_ASIDE = "messenger book set aside";
    private static final String FORMAT = "securechannel messenger book/1";

    private final KeyStoreManager keys;
    private Contacts contacts = new Contacts();
    private Rows rows = new Rows();
    private Rooms rooms = new Rooms();
    private Outbox outbox = new Outbox();
    private History history = new History();
    private UnreadAlarms unread = new UnreadAlarms();
    private Untold untold = new Untold();
    private long announced;
    private Octets saved = Octets.zeros(0);

    private Book(KeyStoreManager keys) {
        this.keys = keys;
    }

    static Book open(KeyStoreManager keys) throws KeyMaterialException {
        var book = new Book(keys);
        book.restore();
        return book;
    }

    /**
     * Puts a book that cannot be read into another entry, where it is out of the way, and begins another, in one writing with the word
     * about that: at no time is there a key store of a user who has lost what is known, and is not told.
     *
     * @param why what the user is told
     * @return empty but for that, and on the disk
     */
    static Book beginAnew(KeyStoreManager keys, ChatEvent.Alarm why) throws KeyMaterialException {
        try (var damaged = keys.get(ENTRY, StoredData.class)) {
            keys.update(SET_ASIDE, StoredData.class, before -> {
                before.ifPresent(StoredData::close);
                return damaged;
            });
        }
        var fresh = new Book(keys);
        fresh.unread.add(why);
        fresh.save();
        return fresh;
    }

    /** Begins with what another device of the user knows. */
    void begin(Contacts known, Rooms open) {
        contacts = known;
        rooms = open;
    }

    Contacts contacts() {
        return contacts;
    }

    Rows rows() {
        return rows;
    }

    Rooms rooms() {
        return rooms;
    }

    Outbox outbox() {
        return outbox;
    }

    History history() {
        return history;
    }

    UnreadAlarms unread() {
        return unread;
    }

    Untold untold() {
        return untold;
    }

    /** The version of this user's list of devices of which others were told last: what they are told is in the outbox. */
    long announced() {
        return announced;
    }

    void announced(long version) {
        announced = version;
    }

    /** Writes it, if it has changed. When this returns, it is on the disk. */
    void save() throws KeyMaterialException {
        var bytes = encode();
        try {
            var hash = Octets.sha256(bytes);
            if (hash.equals(saved)) {
                return;
            }
            assert readsBack(bytes) : "the book is written so that it cannot be read";
            try (var data = StoredData.of(FORMAT, bytes)) {
                keys.update(ENTRY, StoredData.class, before -> {
                    before.ifPresent(StoredData::close);
                    return data;
                });
            }
            saved = hash;
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private boolean readsBack(byte[] bytes) throws KeyMaterialException {
        var copy = new Book(keys);
        copy.decode(bytes);
        return Arrays.equals(copy.encode(), bytes);
    }

    /** Goes back to what is on the disk. */
    void restore() throws KeyMaterialException {
        if (keys.find(ENTRY).isEmpty()) {
            decode(new Book(keys).encode());
            return;
        }
        byte[] bytes;
        try (var data = keys.get(ENTRY, StoredData.class)) {
            if (!data.format().equals(FORMAT)) {
                throw new KeyMaterialException(Reason.WRONG_KIND, "not a messenger's book, but " + data.format());
            }
            bytes = data.content();
        }
        try {
            decode(bytes);
            saved = Octets.sha256(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    byte[] encode() {
        var out = new FieldWriter();
        contacts.write(out);
        rows.write(out);
        rooms.write(out);
        outbox.write(out);
        history.write(out);
        unread.write(out);
        if (announced > 0 || !untold.isEmpty()) {
            out.u64(announced); // of whom there never was but one device has none, as earlier versions read it
        }
        if (!untold.isEmpty()) {
            untold.write(out); // nor does an earlier version know of this
        }
        return out.toBytes();
    }

    void decode(byte[] bytes) throws KeyMaterialException {
        var in = new FieldReader("the messenger's book in the key store", bytes);
        try {
            contacts = Contacts.read(in);
            rows = Rows.read(in);
            rooms = Rooms.read(in);
            outbox = Outbox.read(in);
            history = History.read(in);
            unread = UnreadAlarms.read(in);
            announced = in.more() ? in.count() : 0;
            untold = in.more() ? Untold.read(in) : new Untold();
            in.end();
        } catch (SecureChannelException e) {
            throw new KeyMaterialException(Reason.DAMAGED, e.getMessage(), e);
        }
    }
}
