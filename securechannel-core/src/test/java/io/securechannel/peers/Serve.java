package io.securechannel.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a server is asked to do.
 *
 * @param identity what it shows
 * @param other what it shows to a client that asks for {@link InteropCells#OTHER_NAME}
 * @param clients the file with the authority whose clients alone it accepts; empty where it asks for no certificate
 * @param protocol what it accepts by ALPN, if anything
 * @param ending empty where the order of ends does not matter
 */
record Serve(
        PemFiles identity, PemFiles other, Optional<Path> clients, Optional<String> protocol, Optional<Ending> ending) {

    Serve demanding(Path authority) {
        return new Serve(identity, other, Optional.of(authority), protocol, ending);
    }

    Serve accepting(String alpn) {
        return new Serve(identity, other, clients, Optional.of(alpn), ending);
    }

    Serve ending(Ending first) {
        return new Serve(identity, other, clients, protocol, Optional.of(first));
    }

    /** {@return the command line of our own scripts, which all take the same} */
    List<String> arguments(String... command) {
        var all = new ArrayList<>(List.of(command));
        all.addAll(List.of(
                identity.certificates().toString(),
                identity.key().toString(),
                other.certificates().toString(),
                other.key().toString(),
                clients.map(Path::toString).orElse("-"),
                protocol.orElse("-"),
                ending.map(Ending::name).orElse("-")));
        return all;
    }
}
