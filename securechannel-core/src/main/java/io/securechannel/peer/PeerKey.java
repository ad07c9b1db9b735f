package io.securechannel.peer;

/** A static public key that a peer proves to hold, with no certificate around it: a Noise key. Two are equal if their bytes are. */
public interface PeerKey {

    /** {@return its bytes; a copy} */
    byte[] bytes();

    /** {@return its text form, {@code scn1…}, with a checksum: what people send each other and what stands in files} */
    String text();

    /** {@return a hash of the whole key, which other programs make of it as well} */
    String fingerprint();

    /** {@return digits that people read to each other to compare keys, as strong as 99 bits against somebody else's key} */
    String shortFingerprint();
}
