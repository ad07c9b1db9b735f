package io.securechannel.hostile.tls;

/** The types of RFC 8446, section 5.1; numbers and no enum, because a hostile peer also sends those that do not exist. */
public final class ContentType {

    /** Once in each direction for middleboxes (appendix D.4), and otherwise without a meaning. */
    public static final int CHANGE_CIPHER_SPEC = 20;

    /** Section 6. */
    public static final int ALERT = 21;

    /** Section 4. */
    public static final int HANDSHAKE = 22;

    /** What the application sends, and the outer type of every protected record. */
    public static final int APPLICATION_DATA = 23;

    private ContentType() {}
}
