package io.securechannel.examples.transfer.receiver;

import io.securechannel.examples.transfer.protocol.Link;
import io.securechannel.examples.transfer.protocol.Message;
import io.securechannel.examples.transfer.protocol.Refusal;
import io.securechannel.examples.transfer.protocol.StoppedException;
import java.io.IOException;
import java.nio.file.InvalidPathException;

/** What a file system says, in the words of the protocol. */
final class Trouble {

    private static final String NO_SPACE = "No space left on device";

    private Trouble() {}

    /** {@return why something could not be written} */
    static Refusal of(Exception trouble, Folder folder) {
        if (trouble instanceof InvalidPathException) {
            return Refusal.NAME;
        }
        if (trouble instanceof BusyException) {
            return Refusal.BUSY;
        }
        try {
            // The JDK has no exception of its own for it, and the words depend on the system and its language.
            boolean full = String.valueOf(trouble.getMessage()).contains(NO_SPACE) || folder.full();
            return full ? Refusal.DISK_FULL : Refusal.FAILED;
        } catch (IOException e) {
            return Refusal.FAILED;
        }
    }

    /** {@return what ends the transfer, after the sender has been told} */
    static StoppedException stop(Link link, Refusal why) throws IOException {
        link.send(new Message.Stop(why));
        return new StoppedException(why);
    }
}
