package io.securechannel.examples.transfer.sender;

import io.securechannel.examples.transfer.protocol.Item;
import java.nio.file.Path;

/**
 * One step of the walk, and where it leads on this machine.
 *
 * @param path of the file or directory
 * @param shown the same below what is sent, for people
 * @param item what is said about it
 */
record SourceItem(Path path, String shown, Item item) {

    long size() {
        return item instanceof Item.File file ? file.size() : 0;
    }
}
