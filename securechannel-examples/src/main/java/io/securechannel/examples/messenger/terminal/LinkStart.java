package io.securechannel.examples.messenger.terminal;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.client.ChatException;
import io.securechannel.examples.messenger.client.NewDevice;
import io.securechannel.noise.OneTimeCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Instant;

/** The start of a device that becomes another one of its user, by the code that the first device shows. */
final class LinkStart {

    private static final int LONGEST = 128;

    private LinkStart() {}

    /** Asks for the code, on the error output, and takes one line of the input, no more: what follows is the chat's. */
    static void join(ChatStore opened, String user, InetSocketAddress first)
            throws IOException, ChatException, KeyMaterialException {
        NewDevice.requireNew(opened.keys());
        boolean joined = false;
        System.err.print("Code that /link shows at the other device: ");
        System.err.flush();
        try (var code = OneTimeCode.of(line(System.in).strip().toCharArray())) {
            NewDevice.join(opened.keys(), user, first, code, Instant.now());
            joined = true;
        } catch (IllegalArgumentException e) {
            throw new ChatException("the code is mistyped, and not used up: " + e.getMessage());
        } catch (SecureChannelException e) {
            throw new ChatException("not linked: " + e.getMessage());
        } finally {
            if (!joined) {
                opened.discard();
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int read = in.read(); read >= 0 && read != '\n' && line.length() < LONGEST; read = in.read()) {
            line.append((char) read);
        }
        return line.toString();
    }
}
