package io.securechannel.peers;

/** A column of the table in {@code docs/interop.md}. */
enum Feature {
    PRIVATE_CA("private CA"),
    MUTUAL_TLS("mutual TLS"),
    ALPN("ALPN"),
    SNI("SNI"),
    RESUMPTION("resumption"),
    HALF_CLOSE("half-close"),
    EXPORTER("exporter"),
    POST_QUANTUM("X25519MLKEM768");

    final String title;

    Feature(String title) {
        this.title = title;
    }
}
