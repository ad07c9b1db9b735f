package io.securechannel.examples.transfer.receiver;

import io.securechannel.examples.transfer.protocol.Item;
import io.securechannel.examples.transfer.protocol.Names;
import io.securechannel.examples.transfer.protocol.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * Where an item goes.
 *
 * @param number of the item
 * @param item what it is
 * @param path of the directory that it is in; of the directory itself where one is left
 */
record Place(long number, Item item, List<String> path) {

    /** Is in a directory that the transfer has made, until that is complete: what was there before keeps its permissions. */
    static final String MADE = ".directory" + Names.UNFINISHED;

    private static final int HASHED = 16;

    /** Copies. */
    Place {
        path = List.copyOf(path);
    }

    /** {@return below the target, for people, after it has been made harmless} */
    String shown(String name) {
        return path.isEmpty() ? name : String.join("/", path) + "/" + name;
    }

    /**
     * {@return the name under which a file of this name grows} Always the same, so that another run finds it; and of the same length,
     * so that no name is too long for it.
     */
    static String unfinished(String name) {
        MessageDigest digest = Sha256.begin();
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        return "." + Sha256.soFar(digest).toString().substring(0, 2 * HASHED) + Names.UNFINISHED;
    }
}
