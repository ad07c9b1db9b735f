package io.securechannel.examples.transfer.protocol;

/**
 * What a receiver takes.
 *
 * @param items in all: files and directories
 * @param bytes of all files together
 */
public record Limits(long items, long bytes) {

    /** As many files and directories as a person ever means. */
    public static final Limits DEFAULT = new Limits(1_000_000, 1L << 40);

    /** Items in a batch. */
    public static final int BATCH = 256;

    /** Batches that are announced and not finished. */
    public static final int BATCHES = 2;

    /** Directories in each other. */
    public static final int DEPTH = 128;

    /** Bytes of a name on the wire, in UTF-8; what a file system takes is a matter of the receiver. */
    public static final int NAME = 1024;

    /** Bytes of a name that a receiver takes: no common file system has more. */
    public static final int NAME_TAKEN = 255;

    /** Bytes that a receiver has read of what is there, at the least, before it says again that it is still reading. */
    public static final int CHECKED = 1 << 20;
}
