package io.securechannel.peer;

import io.securechannel.internal.text.NameText;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end, as far as this side has proof of it: over TLS a {@link #certificate()}, over Noise a {@link #key()} or
 * that it {@linkplain #sharesSecret() holds a secret} which this side holds as well, and with a login the {@link #user()}. What has
 * not been proved is absent: a client that shows nothing has an address and nothing else.
 */
public final class PeerIdentity {

    private final String address;
    private final @Nullable String host;
    private final List<X509Certificate> certificateChain;
    private final Keyed keyed;
    private final @Nullable String name;
    private final @Nullable Login login;

    /** What a Noise handshake has proved, and whether somebody was asked about the key. */
    private record Keyed(@Nullable PeerKey key, boolean trusted, boolean sharesSecret) {

        static final Keyed NOTHING = new Keyed(null, false, false);
    }

    private PeerIdentity(
            String address,
            @Nullable String host,
            List<X509Certificate> certificateChain,
            Keyed keyed,
            @Nullable String name,
            @Nullable Login login) {
        this.address = address;
        this.host = host;
        this.certificateChain = List.copyOf(certificateChain);
        this.keyed = keyed;
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
        return new PeerIdentity(address, null, List.of(), Keyed.NOTHING, null, null);
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
        return new PeerIdentity(address, host, certificateChain, Keyed.NOTHING, null, null);
    }

    /**
     * A peer that has proved what a Noise handshake proves.
     *
     * @param address the peer's address, {@code host:port}
     * @param host the host name or address that this side asked for, or null for a client
     * @param key the static key that it holds; null if it has shown none
     * @param sharesSecret whether it holds the secret, or the one-time code, that this side holds
     * @return the identity
     */
    public static PeerIdentity keyed(
            String address, @Nullable String host, @Nullable PeerKey key, boolean sharesSecret) {
        return new PeerIdentity(address, host, List.of(), new Keyed(key, false, sharesSecret), null, null);
    }

    /**
     * Returns this identity with a key that this side has let in.
     *
     * @return a new identity, for which {@link #keyTrusted()} holds
     * @throws IllegalStateException if it has no key
     */
    public PeerIdentity trustedByKey() {
        if (keyed.key() == null) {
            throw new IllegalStateException("there is no key to believe");
        }
        return new PeerIdentity(
                address, host, certificateChain, new Keyed(keyed.key(), true, keyed.sharesSecret()), name, login);
    }

    /**
     * Returns this identity with the name that this side has for it.
     *
     * @param mapped what a server's {@code peerName} function returned
     * @return a new identity
     */
    public PeerIdentity named(String mapped) {
        return new PeerIdentity(address, host, certificateChain, keyed, mapped, login);
    }

    /**
     * Returns this identity with the login that has proved a user.
     *
     * @param finished who, and by what
     * @return a new identity
     */
    public PeerIdentity loggedIn(Login finished) {
        return new PeerIdentity(address, host, certificateChain, keyed, name, finished);
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
     * function, and over Noise}
     */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /** {@return the address of the connection, {@code host:port}} It proves nothing. */
    public String address() {
        return address;
    }

    /**
     * {@return the host name that this side asked for and that the peer's certificate holds; empty for a client} Over Noise the name
     * itself is not proved: the {@link #key()} is, which this side expects or knows at that name.
     */
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

    /**
     * {@return the static key that the peer has proved to hold, over Noise; empty if it has shown none} Anybody can make a key: where {@link
     * #keyTrusted()} does not hold, it says that this is the peer that had the same key before, and nothing of who that is.
     */
    public Optional<PeerKey> key() {
        return Optional.ofNullable(keyed.key());
    }

    /**
     * {@return whether this side's {@link KeyTrust} was asked about the {@link #key()}, and has let it in} So it is at every client that
     * expects keys, and at a server with {@code ServerConfig.noise(keys, clients)}; not at one that lets everybody in.
     */
    public boolean keyTrusted() {
        return keyed.trusted();
    }

    /** {@return whether the peer has proved to hold the secret, or the one-time code, that this side holds, over Noise} */
    public boolean sharesSecret() {
        return keyed.sharesSecret();
    }

    /**
     * {@return whether the handshake has proved something of the peer that this side was set up to believe: a certificate of an authority
     * that it trusts, a key that its {@link KeyTrust} has let in, or a secret that both sides hold} A key alone does not count, for anybody
     * can make one: a server over Noise that lets everybody in has clients with a {@link #key()} that are not authenticated. A login does
     * not count here either.
     */
    public boolean authenticated() {
        return !certificateChain.isEmpty() || keyed.trusted() || keyed.sharesSecret();
    }

    /** {@return one line for people: the subject of the certificate, or the fingerprint of the key, and the address} */
    @Override
    public String toString() {
        var user = user().map(who -> "user " + who);
        return certificate()
                .map(leaf -> user.map(who -> who + ", ").orElse("")
                        + (name == null ? "" : name + ", ")
                        + NameText.subject(leaf) + " at " + address)
                .or(() -> byKey().map(proved -> user.map(who -> who + ", ").orElse("") + proved + " at " + address))
                .or(() -> user.map(who -> who + " at " + address))
                .orElse("an unauthenticated peer at " + address);
    }

    private Optional<String> byKey() {
        var key = keyed.key();
        if (key != null) {
            return Optional.of(
                    "key " + key.shortFingerprint() + (keyed.sharesSecret() ? " and the shared secret" : ""));
        }
        return keyed.sharesSecret() ? Optional.of("a holder of the shared secret") : Optional.empty();
    }
}
