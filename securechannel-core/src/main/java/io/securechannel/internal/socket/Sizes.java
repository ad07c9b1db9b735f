package io.securechannel.internal.socket;

/** How large buffers are that grow: powers of two, so that they seldom do. */
final class Sizes {

    private static final int SMALLEST = 512;

    private Sizes() {}

    /** {@return a size of more than that many bytes} */
    static int above(int count) {
        return Math.max(SMALLEST, Integer.highestOneBit(count) << 1);
    }
}
