package io.securechannel.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a client is asked to do.
 *
 * @param port our server's, on localhost
 * @param trusted the file with the authority
 * @param name the host name that it asks for and checks
 * @param identity what it shows, if anything
 * @param protocol what it offers by ALPN, if anything
 * @param again whether it connects a second time, with the session of the first
 * @param ending empty where it ends when it has its answer
 */
record Ask(
        String port,
        Path trusted,
        String name,
        Optional<PemFiles> identity,
        Optional<String> protocol,
        boolean again,
        Optional<Ending> ending) {

    static Ask of(String port, Path trusted) {
        return new Ask(port, trusted, "localhost", Optional.empty(), Optional.empty(), false, Optional.empty());
    }

    Ask trusting(Path authority) {
        return new Ask(port, authority, name, identity, protocol, again, ending);
    }

    Ask named(String other) {
        return new Ask(port, trusted, other, identity, protocol, again, ending);
    }

    Ask showing(PemFiles files) {
        return new Ask(port, trusted, name, Optional.of(files), protocol, again, ending);
    }

    Ask offering(String alpn) {
        return new Ask(port, trusted, name, identity, Optional.of(alpn), again, ending);
    }

    Ask twice() {
        return new Ask(port, trusted, name, identity, protocol, true, ending);
    }

    Ask ending(Ending first) {
        return new Ask(port, trusted, name, identity, protocol, again, Optional.of(first));
    }

    /** {@return the command line of our own scripts, which all take the same} */
    List<String> arguments(String... command) {
        var all = new ArrayList<>(List.of(command));
        all.addAll(List.of(
                port,
                trusted.toString(),
                name,
                identity.map(files -> files.certificates().toString()).orElse("-"),
                identity.map(files -> files.key().toString()).orElse("-"),
                protocol.orElse("-"),
                again ? "2" : "1",
                ending.map(Ending::name).orElse("-")));
        return all;
    }
}
