package io.securechannel.internal.jfr;

/**
 * What the time until a channel was there went into, in nanoseconds; for the thread that makes it.
 *
 * <p>The handshake itself is {@code waiting + writing + checks + engine}.
 */
public final class Phases {

    private long nameLookup;
    private long connect;
    private long waiting;
    private long writing;
    private long checks;
    private long revocation;
    private long engine;

    /** Before anything has been done. */
    public Phases() {}

    /** Adds to the look-up of the host's name, which the system does. */
    public void lookedUp(long nanos) {
        nameLookup += nanos;
    }

    /** Adds to the attempts to connect a socket. */
    public void connected(long nanos) {
        connect += nanos;
    }

    /**
     * Sets the handshake's.
     *
     * @param all how long it took
     * @param waited for bytes of the peer
     * @param wrote to the socket
     * @param checked the peer: its certificate or key
     * @param askedRevocation the part of that which went into revocation
     */
    public void handshake(long all, long waited, long wrote, long checked, long askedRevocation) {
        this.waiting = waited;
        this.writing = wrote;
        this.checks = checked;
        this.revocation = askedRevocation;
        this.engine = Math.max(0, all - waited - wrote - checked);
    }

    /** {@return how long the system took to look up the host's name} */
    public long nameLookup() {
        return nameLookup;
    }

    /** {@return how long it took to connect a socket, with all addresses that were tried} */
    public long connect() {
        return connect;
    }

    /** {@return how long the handshake waited for bytes of the peer} */
    public long waiting() {
        return waiting;
    }

    /** {@return how long the handshake was writing to the socket} */
    public long writing() {
        return writing;
    }

    /** {@return how long the peer's certificate or key was being checked} */
    public long checks() {
        return checks;
    }

    /** {@return the part of the checks that went into asking about revocation} */
    public long revocation() {
        return revocation;
    }

    /** {@return the rest: the protocol and its cryptography} */
    public long engine() {
        return engine;
    }
}
