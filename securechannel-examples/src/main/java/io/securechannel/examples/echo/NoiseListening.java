package io.securechannel.examples.echo;

import io.securechannel.keys.NoisePublicKey;
import io.securechannel.noise.NoiseServer;
import io.securechannel.noise.OneTimeCode;
import java.util.Deque;
import java.util.Optional;

/** How a server speaks Noise, and what has to be closed after it. */
final class NoiseListening implements AutoCloseable {

    private final NoiseServer context;
    private final Told told;
    private final Deque<AutoCloseable> opened;

    /**
     * What people have to tell each other for a client to come in.
     *
     * @param key the server's, if it has one
     * @param code that lets one client in, if there is one
     * @param more options of the client's, for the command that is printed
     */
    record Told(Optional<NoisePublicKey> key, Optional<OneTimeCode> code, String more) {

        /** {@return the options that a client needs} */
        String clientOptions() {
            return key.map(each -> " --server-key " + each.text()).orElse("")
                    + (code.isPresent() ? " --one-time-code" : "")
                    + more;
        }
    }

    NoiseListening(NoiseServer context, Told told, Deque<AutoCloseable> opened) {
        this.context = context;
        this.told = told;
        this.opened = opened;
    }

    NoiseServer context() {
        return context;
    }

    Told told() {
        return told;
    }

    @Override
    public void close() {
        Door.close(opened);
    }
}
