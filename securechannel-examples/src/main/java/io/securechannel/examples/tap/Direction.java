package io.securechannel.examples.tap;

/** The two directions of a connection. */
public enum Direction {
    /** From the one that connected. */
    CLIENT_TO_SERVER("C>S"),
    /** From the one that was connected to. */
    SERVER_TO_CLIENT("S>C");

    private final String label;

    Direction(String label) {
        this.label = label;
    }

    /** {@return three characters for the front of a line} */
    public String label() {
        return label;
    }

    /** {@return the name in words, as the command line takes it} */
    @Override
    public String toString() {
        return this == CLIENT_TO_SERVER ? "client-to-server" : "server-to-client";
    }
}
