package io.securechannel.hybrid;

/** The first octet of the decrypted content (spec, section 6). */
final class Inner {

    static final byte UNSIGNED = 0;
    static final byte SIGNED = 1;

    private Inner() {}
}
