package io.securechannel.internal.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the providers' exceptions say, in the words of RFC 8446, section 6. The JDK and Bouncy Castle name alerts as the RFC
 * does; Conscrypt gives the reason codes of BoringSSL, in which a received alert has a prefix of its own.
 */
final class TlsVocabulary {

    /** An alert that the peer has sent. */
    private static final List<Pattern> RECEIVED = List.of(
            Pattern.compile("[Rr]eceived fatal alert: (\\w+)"),
            Pattern.compile("TlsFatalAlertReceived: (\\w+)"),
            Pattern.compile("OPENSSL_internal:(?:SSLV3|TLSV1)_(?:ALERT_)?([A-Z_]+)"));

    /** An alert that this side sends, which says what it has met. */
    private static final Pattern SENT = Pattern.compile("TlsFatalAlert: (\\w+)");

    /** What BoringSSL has met, and does not call by the alert's name. */
    private static final Pattern REASON_CODE = Pattern.compile("OPENSSL_internal:([A-Z0-9_]+)");

    private TlsVocabulary() {}

    /** {@return the alert that the peer has sent, by its name in the RFC} */
    static Optional<String> receivedAlert(Throwable error) {
        var text = text(error);
        return RECEIVED.stream()
                .map(pattern -> pattern.matcher(text))
                .filter(matcher -> matcher.find())
                .map(matcher -> matcher.group(1).toLowerCase(Locale.ROOT))
                .findFirst();
    }

    /** {@return what this side has met, by the name of the alert for it; empty where the provider uses words of its own} */
    static Optional<String> localFailure(Throwable error) {
        var text = text(error);
        var sent = SENT.matcher(text);
        if (sent.find()) {
            return Optional.of(sent.group(1).toLowerCase(Locale.ROOT));
        }
        var code = REASON_CODE.matcher(text);
        return code.find() ? Optional.ofNullable(alertFor(code.group(1))) : Optional.empty();
    }

    private static @Nullable String alertFor(String reasonCode) {
        return switch (reasonCode) {
            case "PEER_DID_NOT_RETURN_A_CERTIFICATE" -> "certificate_required";
            case "NO_SHARED_CIPHER",
                    "NO_SHARED_GROUP",
                    "NO_COMMON_SIGNATURE_ALGORITHMS",
                    "NO_CERTIFICATE_SET",
                    "NO_MATCHING_ISSUER",
                    "WRONG_CURVE",
                    "UNKNOWN_CERTIFICATE_TYPE" -> "handshake_failure";
            case "UNSUPPORTED_PROTOCOL", "WRONG_VERSION_NUMBER", "WRONG_SSL_VERSION", "UNKNOWN_PROTOCOL" ->
                "protocol_version";
            case "NO_APPLICATION_PROTOCOL" -> "no_application_protocol";
            case "DECRYPTION_FAILED_OR_BAD_RECORD_MAC", "BAD_DECRYPT", "DIGEST_CHECK_FAILED" -> "bad_record_mac";
            default -> null;
        };
    }

    /** The messages of an error and of what lies below it. */
    private static String text(Throwable error) {
        var parts = new ArrayList<String>();
        for (var each = error; each != null && parts.size() < 8; each = each.getCause()) {
            parts.add(String.valueOf(each));
        }
        return String.join("\n", parts);
    }
}
