package io.securechannel.internal.engine;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * Alerts in clear. A TLS 1.3 client may send one although the handshake is encrypted already: OpenSSL does so when it
 * refuses the server's certificate, because it takes its keys into use with its next flight only; the JDK cannot read
 * that. Nothing proves such an alert: it only ever explains a handshake that has failed anyway.
 *
 * <pre>
 *   type (1) = 21 | legacy_record_version (2) | length (2) = 2 | level (1) | description (1)
 * </pre>
 */
final class TlsClearAlert {

    private static final int ALERT = 21;
    private static final int ALERT_LENGTH = 2;
    private static final int FATAL = 2;

    /** RFC 8446, section 6.1: what a client says that gives up, at whatever level. */
    private static final Map<Integer, String> CLOSURES =
            Map.ofEntries(Map.entry(0, "close_notify"), Map.entry(90, "user_canceled"));

    /** RFC 8446, section 6: what a client says to a server's first flight. */
    private static final Map<Integer, String> DESCRIPTIONS = Map.ofEntries(
            Map.entry(10, "unexpected_message"),
            Map.entry(40, "handshake_failure"),
            Map.entry(42, "bad_certificate"),
            Map.entry(43, "unsupported_certificate"),
            Map.entry(44, "certificate_revoked"),
            Map.entry(45, "certificate_expired"),
            Map.entry(46, "certificate_unknown"),
            Map.entry(47, "illegal_parameter"),
            Map.entry(48, "unknown_ca"),
            Map.entry(49, "access_denied"),
            Map.entry(50, "decode_error"),
            Map.entry(51, "decrypt_error"),
            Map.entry(70, "protocol_version"),
            Map.entry(71, "insufficient_security"),
            Map.entry(80, "internal_error"),
            Map.entry(109, "missing_extension"),
            Map.entry(110, "unsupported_extension"),
            Map.entry(112, "unrecognized_name"));

    private static final int PROTOCOL_VERSION = 70;
    private static final int INSUFFICIENT_SECURITY = 71;

    private TlsClearAlert() {}

    /**
     * {@return the record of a server that takes none of the client's groups, before anything is encrypted: insufficient_security
     * (RFC 8446, section 4.1.1)}
     */
    static ByteBuffer insufficientSecurity() {
        return fatal(INSUFFICIENT_SECURITY);
    }

    /** {@return the record of a server whose client speaks no TLS: protocol_version (RFC 8446, section 6.2)} */
    static ByteBuffer protocolVersion() {
        return fatal(PROTOCOL_VERSION);
    }

    private static ByteBuffer fatal(int description) {
        return ByteBuffer.wrap(new byte[] {ALERT, 3, 3, 0, ALERT_LENGTH, FATAL, (byte) description});
    }

    /**
     * @param record from where a record begins; left as it is
     * @return the alert's name, if it is one
     */
    static Optional<String> in(ByteBuffer record) {
        int at = record.position();
        if (record.remaining() < TlsHelloTap.RECORD_HEADER + ALERT_LENGTH
                || record.get(at) != ALERT
                || record.getShort(at + 3) != ALERT_LENGTH) {
            return Optional.empty();
        }
        boolean fatal = record.get(at + TlsHelloTap.RECORD_HEADER) == FATAL;
        int description = record.get(at + TlsHelloTap.RECORD_HEADER + 1) & 0xFF;
        return Optional.ofNullable(CLOSURES.get(description))
                .or(() -> fatal ? Optional.ofNullable(DESCRIPTIONS.get(description)) : Optional.empty());
    }
}
