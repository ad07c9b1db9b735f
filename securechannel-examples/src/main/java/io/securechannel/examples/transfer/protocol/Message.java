package io.securechannel.examples.transfer.protocol;

import io.securechannel.keys.NoisePublicKey;
import java.util.List;
import java.util.Optional;

/** What one end says to the other, one message of the channel each. */
public sealed interface Message {

    /** Which of the two somebody is. */
    enum Role {
        /** Has the files. */
        SENDER,
        /** Gets them. */
        RECEIVER
    }

    /**
     * The first message of both.
     *
     * @param role of whoever says it
     * @param key a Noise key made for this run, by which the two meet again after a cut; empty where they have other keys
     */
    record Hello(Role role, Optional<NoisePublicKey> key) implements Message {}

    /**
     * How much is going to be sent, for progress and limits.
     *
     * @param items how many files and directories there will be
     * @param bytes in all files
     */
    record Offer(long items, long bytes) implements Message {}

    /**
     * The next items, whose numbers go on from the last batch's.
     *
     * @param items 1 to {@link Limits#BATCH}
     */
    record Batch(List<Item> items) implements Message {

        /**
         * Copies.
         *
         * @param items 1 to {@link Limits#BATCH}
         */
        public Batch {
            items = List.copyOf(items);
        }
    }

    /**
     * What of a file the receiver has.
     *
     * @param item number of the file
     * @param from so many bytes; zero if it has none
     * @param hash of these bytes
     * @param whole whether they are a finished file, rather than a part to go on with
     * @param replaceable whether a finished file is replaced if the sender's is another
     */
    record Have(long item, long from, Sha256 hash, boolean whole, boolean replaceable) implements Message {}

    /**
     * The receiver does not want an item, or what was sent did not become a file.
     *
     * @param item its number
     * @param why for people
     */
    record Refused(long item, Refusal why) implements Message {}

    /**
     * The receiver is reading what it has, which takes a while.
     *
     * @param item number of the file
     * @param bytes that it has read
     */
    record Checking(long item, long bytes) implements Message {}

    /**
     * A piece of a file; the bytes are the rest of the message.
     *
     * @param item number of the file
     * @param offset of the first byte in the file
     */
    record Part(long item, long offset) implements Message {}

    /**
     * All of a file was sent.
     *
     * @param item its number
     * @param hash of the whole file
     */
    record End(long item, Sha256 hash) implements Message {}

    /**
     * The sender does not send a file, or not to its end.
     *
     * @param item its number
     * @param why empty if the receiver's is the same
     */
    record Skip(long item, Optional<Refusal> why) implements Message {}

    /**
     * A file is in its place, whole.
     *
     * @param item its number
     */
    record Done(long item) implements Message {}

    /** The sender has sent all that it offered. */
    record Finish() implements Message {}

    /** The receiver has written all that it is going to. */
    record Finished() implements Message {}

    /**
     * Whoever says it goes away.
     *
     * @param why for people
     */
    record Stop(Refusal why) implements Message {}
}
