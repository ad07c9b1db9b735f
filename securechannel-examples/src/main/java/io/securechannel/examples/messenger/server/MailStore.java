package io.securechannel.examples.messenger.server;

import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Keeps the directory, the mail that waits, and the last number of every row. One thread of a server changes it; others may read
 * meanwhile. It may be shared with other servers.
 */
interface MailStore extends AutoCloseable {

    /**
     * Begins a group: from here to the end of {@link #apply} nobody else changes the store. To be called before that, and before
     * anything is decided upon that the store has a say in.
     *
     * @return what other servers have done since the last time
     * @throws StoreLostException if nothing was begun; {@link #recover} may help
     * @throws IOException as {@link #apply}
     */
    default News begin() throws IOException {
        return News.NONE;
    }

    /**
     * What {@link #begin} has said of entries and sessions is told to all: from now on {@link #lastDelivery} counts the mail that
     * others have kept. Before that it must not be fetched, or whoever gets it could be told of a directory that is older (C11).
     */
    default void show() {
        // Where nobody else keeps mail there is none to be held back.
    }

    /**
     * Opens the store again, after a {@link StoreLostException}.
     *
     * @throws StoreLostException if it is not there yet
     * @throws IOException if what is there is not to be used: says what to do; it may be tried again
     */
    default void recover() throws IOException {
        throw new IOException("this store is not to be used again");
    }

    /**
     * Does changes in their order: all of them or none. <b>When it returns, they survive the sudden end of the machine.</b>
     *
     * @param now the time
     * @param changes none, where nothing is to be done but to end what was begun
     * @return what has become of each, in the same order
     * @throws IOException if nothing was done, or nobody knows: then nothing may be promised, and the store is not to be used again,
     *     but by {@link #recover} after a {@link StoreLostException}
     */
    List<Outcome> apply(Instant now, List<Change> changes) throws IOException;

    /**
     * Some of what waits.
     *
     * @param deliveries in the order of their numbers
     * @param isAll whether there are no more up to the number that was asked for
     */
    record Waiting(List<Delivery> deliveries, boolean isAll) {

        public Waiting {
            deliveries = List.copyOf(deliveries);
        }
    }

    /** {@return the number of the last delivery that {@link #apply} has made, or {@link #show} has shown; those up to it are there to be read} */
    long lastDelivery();

    /**
     * What waits for a device.
     *
     * @param device whose mailbox it is
     * @param after the number after which it begins
     * @param upTo the last number
     * @param most how many at most; where they are long, it is fewer
     * @return in the order of their numbers
     * @throws IOException if it cannot be read
     */
    Waiting waiting(DeviceId device, long after, long upTo, int most) throws IOException;

    /**
     * {@return all entries of the directory}
     *
     * @throws IOException if they cannot be read
     */
    List<DirectoryEntry> entries() throws IOException;

    /**
     * {@return whose each device is}
     *
     * @throws IOException if they cannot be read
     */
    Map<DeviceId, String> devices() throws IOException;

    @Override
    void close();
}
