package io.securechannel.internal.engine;

/**
 * A group of the key exchange, by the IANA registry "TLS Supported Groups".
 *
 * @param name its name there, or its number where the name is not known here
 * @param postQuantum whether ML-KEM is part of it
 */
record TlsGroup(String name, boolean postQuantum) {

    static TlsGroup of(int number) {
        return switch (number) {
            case 0x0017 -> new TlsGroup("secp256r1", false);
            case 0x0018 -> new TlsGroup("secp384r1", false);
            case 0x0019 -> new TlsGroup("secp521r1", false);
            case 0x001D -> new TlsGroup("x25519", false);
            case 0x001E -> new TlsGroup("x448", false);
            case 0x0100 -> new TlsGroup("ffdhe2048", false);
            case 0x0101 -> new TlsGroup("ffdhe3072", false);
            case 0x0102 -> new TlsGroup("ffdhe4096", false);
            case 0x0201 -> new TlsGroup("MLKEM768", true);
            case 0x0202 -> new TlsGroup("MLKEM1024", true);
            case 0x11EB -> new TlsGroup("SecP256r1MLKEM768", true);
            case 0x11EC -> new TlsGroup("X25519MLKEM768", true);
            case 0x11ED -> new TlsGroup("SecP384r1MLKEM1024", true);
            default -> new TlsGroup(String.format("0x%04x", number), false);
        };
    }
}
