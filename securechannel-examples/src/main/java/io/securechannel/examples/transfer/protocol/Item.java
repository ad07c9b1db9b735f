package io.securechannel.examples.transfer.protocol;

/**
 * One step of a walk through what is sent. A path never crosses the wire: each name is of something in the directory where the walk is,
 * so that no name can lead anywhere else.
 */
public sealed interface Item {

    /**
     * Goes into a directory, which is made if need be.
     *
     * @param name of it, in the directory where the walk is
     */
    record Directory(String name) implements Item {}

    /**
     * A file in the directory where the walk is.
     *
     * @param name of it
     * @param size in bytes
     * @param attributes to be kept
     */
    record File(String name, long size, Attributes attributes) implements Item {}

    /**
     * Goes back to the directory above; what was left is complete.
     *
     * @param attributes of the directory that is left
     */
    record Leave(Attributes attributes) implements Item {}
}
