package io.securechannel.peer;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end, as far as this side has proof of it. What has not been proved is absent: a client without a
 * certificate has an address and nothing else.
 */
public final class PeerIdentity {

    private final String address;
    private final @Nullable String host;
    private final List<X509Certificate> certificateChain;
    private final @Nullable String name;
    private final @Nullable Login login;

    private PeerIdentity(
            String address,
            @Nullable String host,
            List<X509Certificate> certificateChain,
            @Nullable String name,
            @Nullable Login login) {
        this.address = address;
        this.host = host;
        this.certificateChain = List.copyOf(certificateChain);
        this.name = name;
        this.login = login;
    }

    /**
     * A peer that has proved nothing.
     *
     * @param address where the peer connects from, {@code host:port}
     * @return the identity
     */
    public static PeerIdentity anonymous(String address) {
        return new PeerIdentity(address, null, List.of(), null, null);
    }

    /**
     * A peer that has proved that it holds the key of a certificate, whose chain has been checked.
     *
     * @param address the peer's address, {@code host:port}
     * @param host the host name or address that the certificate was checked against, or null for a client
     * @param certificateChain the chain, leaf first
     * @return the identity
     */
    public static PeerIdentity certified(
            String address, @Nullable String host, List<X509Certificate> certificateChain) {
        if (certificateChain.isEmpty()) {
            throw new IllegalArgumentException("a certified peer has a certificate: the chain is empty");
        }
        return new PeerIdentity(address, host, certificateChain, null, null);
    }

    /**
     * Returns this identity with the name that this side has for it.
     *
     * @param mapped what a server's {@code peerName} function returned
     * @return a new identity
     */
    public PeerIdentity named(String mapped) {
        return new PeerIdentity(address, host, certificateChain, mapped, login);
    }

    /**
     * Returns this identity with the login that has proved a user.
     *
     * @param finished who, and by what
     * @return a new identity
     */
    public PeerIdentity loggedIn(Login finished) {
        return new PeerIdentity(address, host, certificateChain, name, finished);
    }

    /** {@return the user who has logged in; empty where no login is required, and for a server} */
    public Optional<String> user() {
        return login().map(Login::user);
    }

    /** {@return who has logged in, by what and when; empty where no login is required, and for a server} */
    public Optional<Login> login() {
        return Optional.ofNullable(login);
    }

    /**
     * {@return what the server's {@code peerName} function calls the holder of the certificate; empty where there is no such
     * function}
     */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /** {@return the address of the connection, {@code host:port}} It proves nothing. */
    public String address() {
        return address;
    }

    /** {@return the host name that this side asked for and that the peer's certificate holds; empty for a client} */
    public Optional<String> host() {
        return Optional.ofNullable(host);
    }

    /** {@return the peer's own certificate; empty if it showed none} */
    public Optional<X509Certificate> certificate() {
        return certificateChain.stream().findFirst();
    }

    /** {@return the chain that was checked, leaf first; empty if the peer showed none} */
    public List<X509Certificate> certificateChain() {
        return certificateChain;
    }

    /** {@return whether the handshake has proved a key of the peer, as by a certificate} A login does not count here. */
    public boolean authenticated() {
        return !certificateChain.isEmpty();
    }

    /** {@return one line for people: the subject of the certificate and the address} */
    @Override
    public String toString() {
        var user = user().map(who -> "user " + who);
        return certificate()
                .map(leaf -> user.map(who -> who + ", ").orElse("")
                        + (name == null ? "" : name + ", ")
                        + leaf.getSubjectX500Principal().getName() + " at " + address)
                .or(() -> user.map(who -> who + " at " + address))
                .orElse("an unauthenticated peer at " + address);
    }
}
