package io.securechannel.auth.token;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The messages of the SASL mechanism OAUTHBEARER (RFC 7628). It shows a token that anybody may show who has it, and is bound to no
 * channel: whoever the client takes for the server can use the token elsewhere.
 *
 * <p>The client's message, where {@code ^} stands for the byte 1:
 *
 * <pre>{@code n,,^host=chat.example^port=7443^auth=Bearer TOKEN^^}</pre>
 *
 * <p>{@code host} and {@code port} may be missing. The server answers nothing, or a failure in JSON, to which the client answers
 * {@link #answerToFailure()} (RFC 7628, section 3.2.3), and the login has failed.
 */
public final class OAuthBearer {

    private static final char SEPARATOR = '\u0001';
    private static final String SCHEME = "Bearer ";
    private static final int LARGEST = CompactJws.LARGEST + 2_048;

    /** RFC 6750, section 2.1: b64token. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    /** RFC 7628, section 3.1: the keys are letters, the values visible ASCII, spaces, tabs and line ends. */
    private static final Pattern PAIR = Pattern.compile("([A-Za-z]+)=([\\x20-\\x7E\\t\\r\\n]*)");

    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

    /** RFC 7628, section 3.2.2, and the registry of RFC 6749, section 11.4. */
    private static final Pattern STATUS = Pattern.compile("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]{1,64}");

    private OAuthBearer() {}

    /**
     * What a client has sent.
     *
     * @param token the token, which has not been verified
     * @param authorizationIdentity as whom it wants to act, if not as whom the token names
     * @param host the host that it takes the server for
     * @param port the port that it has connected to
     */
    public record Message(
            String token, Optional<String> authorizationIdentity, Optional<String> host, OptionalInt port) {

        /** {@return whom and where, never the token} */
        @Override
        public String toString() {
            return "OAuthBearer.Message[" + authorizationIdentity + ", " + host + ", " + port + "]";
        }
    }

    /**
     * {@return the client's message}
     *
     * @param token the token: the characters of RFC 6750, section 2.1, at most 16 KiB
     * @throws IllegalArgumentException if it has others, or more
     */
    public static byte[] initialResponse(String token) {
        return initialResponse(token, Optional.empty(), OptionalInt.empty());
    }

    /**
     * {@return the client's message, which says where it goes}
     *
     * @param token the token: the characters of RFC 6750, section 2.1, at most 16 KiB
     * @param host the host that was asked for
     * @param port the port, 1 to 65,535
     * @throws IllegalArgumentException if one of them is not as described
     */
    public static byte[] initialResponse(String token, String host, int port) {
        return initialResponse(token, Optional.of(host), OptionalInt.of(port));
    }

    private static byte[] initialResponse(String token, Optional<String> host, OptionalInt port) {
        if (token.length() > CompactJws.LARGEST || !TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException(
                    "a bearer token has 1 to 16,384 letters, digits and -._~+/, and = at its end (RFC 6750, section 2.1)");
        }
        var message = new StringBuilder("n,,").append(SEPARATOR);
        if (host.isPresent()) {
            if (host.get().isEmpty()
                    || host.get().length() > 255
                    || host.get().chars().anyMatch(each -> each <= ' ' || each > '~')) {
                throw new IllegalArgumentException("a host has 1 to 255 visible ASCII characters");
            }
            message.append("host=").append(host.get()).append(SEPARATOR);
        }
        if (port.isPresent()) {
            if (port.getAsInt() < 1 || port.getAsInt() > 65_535) {
                throw new IllegalArgumentException("a port is 1 to 65,535, not " + port.getAsInt());
            }
            message.append("port=").append(port.getAsInt()).append(SEPARATOR);
        }
        message.append("auth=").append(SCHEME).append(token).append(SEPARATOR).append(SEPARATOR);
        return message.toString().getBytes(US_ASCII);
    }

    /**
     * Reads a client's message, where nobody may act as another than the token's subject.
     *
     * @param message the message
     * @return the token, which has not been verified
     * @throws SecureChannelException PROTOCOL_VIOLATION as {@link #read}; LOGIN_REFUSED if the client wants to act as another
     */
    public static String parse(byte[] message) throws SecureChannelException {
        var read = read(message);
        if (read.authorizationIdentity().isPresent()) {
            throw new SecureChannelException(
                    Reason.LOGIN_REFUSED,
                    "the message of OAUTHBEARER asks to act as another user (authzid) than the token's: leave it out");
        }
        return read.token();
    }

    /**
     * Reads a client's message. Keys that are not known are skipped (RFC 7628, section 3.1).
     *
     * @param message the message
     * @return what it says
     * @throws SecureChannelException PROTOCOL_VIOLATION if it is none, or larger than 18 KiB
     */
    public static Message read(byte[] message) throws SecureChannelException {
        if (message.length > LARGEST) {
            throw violation("is larger than " + (LARGEST >> 10) + " KiB");
        }
        var text = text(message);
        int end = header(text);
        var identity = identity(text.substring(2, end));
        var pairs = pairs(text.substring(end + 2));
        return new Message(token(pairs), identity, Optional.ofNullable(pairs.get("host")), port(pairs));
    }

    /**
     * RFC 5801, section 4: no channel binding, by choice (n) or because the server offers none (y), perhaps another name, and the
     * separator. Where the second comma is.
     */
    private static int header(String text) throws SecureChannelException {
        int end = text.indexOf(',', 2);
        boolean unbound = text.startsWith("n,") || text.startsWith("y,");
        if (!unbound || end < 0 || end + 1 >= text.length() || text.charAt(end + 1) != SEPARATOR) {
            throw violation("does not begin with n,, or y,, and a separator (RFC 5801, section 4; no channel binding)");
        }
        return end;
    }

    /** RFC 5801, section 4: a name in which a comma is {@code =2C} and an equals sign {@code =3D}, and no other. */
    private static Optional<String> identity(String authzid) throws SecureChannelException {
        if (authzid.isEmpty()) {
            return Optional.empty();
        }
        var name = authzid.substring(Math.min(2, authzid.length()));
        boolean escaped = name.replace("=2C", "").replace("=3D", "").indexOf('=') < 0;
        if (!authzid.startsWith("a=") || name.isEmpty() || name.indexOf('\0') >= 0 || !escaped) {
            throw violation("names a user in a form that is none (RFC 5801, section 4)");
        }
        return Optional.of(name.replace("=2C", ",").replace("=3D", "="));
    }

    /** RFC 7628, section 3.1: {@code *kvpair kvsep}, each pair with a separator at its end. */
    private static Map<String, String> pairs(String text) throws SecureChannelException {
        var pairs = new HashMap<String, String>();
        int from = 0;
        while (from < text.length() && text.charAt(from) != SEPARATOR) {
            int end = text.indexOf(SEPARATOR, from);
            var pair = PAIR.matcher(end < 0 ? "" : text.substring(from, end));
            if (!pair.matches()) {
                throw violation("has a key and value that are not written as RFC 7628, section 3.1 has it");
            }
            if (pairs.putIfAbsent(pair.group(1), pair.group(2)) != null) {
                throw violation("has a key twice");
            }
            from = end + 1;
        }
        if (from != text.length() - 1) {
            throw violation("does not end with a separator of its own, or goes on after it");
        }
        return pairs;
    }

    private static String token(Map<String, String> pairs) throws SecureChannelException {
        var auth = pairs.get("auth");
        if (auth == null
                || !auth.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                || !TOKEN.matcher(auth.substring(SCHEME.length())).matches()) {
            throw violation("has no bearer token (RFC 6750, section 2.1)");
        }
        return auth.substring(SCHEME.length());
    }

    private static OptionalInt port(Map<String, String> pairs) throws SecureChannelException {
        var port = pairs.get("port");
        if (port == null) {
            return OptionalInt.empty();
        }
        if (!PORT.matcher(port).matches() || Integer.parseInt(port) > 65_535) {
            throw violation("has a port that is none");
        }
        return OptionalInt.of(Integer.parseInt(port));
    }

    /** {@return the server's failure: {@code {"status":"invalid_token"}} (RFC 7628, section 3.2.2)} */
    public static byte[] failure() {
        return "{\"status\":\"invalid_token\"}".getBytes(US_ASCII);
    }

    /**
     * Reads a server's failure.
     *
     * @param failure the failure in JSON
     * @return its status, for instance {@code invalid_token}
     * @throws SecureChannelException PROTOCOL_VIOLATION if it is none, or larger than 18 KiB
     */
    public static String status(byte[] failure) throws SecureChannelException {
        try {
            if (failure.length > LARGEST) {
                throw new Refusal("is larger than " + (LARGEST >> 10) + " KiB");
            }
            var status = new Members("the failure", JsonText.object(failure)).require("status");
            if (!STATUS.matcher(status).matches()) {
                throw new Refusal("has a status that is no error code (RFC 6749, section 5.2)");
            }
            return status;
        } catch (Refusal e) {
            throw violation(e.found());
        }
    }

    /** {@return what a client answers to a failure: one separator (RFC 7628, section 3.2.3)} */
    public static byte[] answerToFailure() {
        return new byte[] {SEPARATOR};
    }

    private static String text(byte[] message) throws SecureChannelException {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(message)).toString();
        } catch (CharacterCodingException e) {
            throw violation("is not text in UTF-8");
        }
    }

    private static SecureChannelException violation(String found) {
        return new SecureChannelException(Reason.PROTOCOL_VIOLATION, "the message of OAUTHBEARER " + found);
    }
}
