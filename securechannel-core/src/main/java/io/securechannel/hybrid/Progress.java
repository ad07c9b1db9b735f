package io.securechannel.hybrid;

/** Is told how far something large has come, now and then, in the thread that does it. */
@FunctionalInterface
public interface Progress {

    /**
     * Says how far it has come.
     *
     * @param bytes of plaintext so far, of all that there will be
     */
    void at(long bytes);

    /** {@return one that does nothing} */
    static Progress none() {
        return bytes -> {};
    }
}
