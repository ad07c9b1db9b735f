package io.securechannel.internal.engine;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a ClientHello or ServerHello says in clear (RFC 8446, section 4.1), for error messages and for the group that no
 * provider tells. It decides nothing: the provider parses the same bytes again.
 *
 * <pre>
 *   Handshake:   msg_type (1) | length (3) | body
 *   ClientHello: legacy_version (2) | random (32) | session_id (1 + n) | cipher_suites (2 + n) | compression (1 + n) |
 *                extensions (2 + n)
 *   ServerHello: legacy_version (2) | random (32) | session_id (1 + n) | cipher_suite (2) | compression (1) |
 *                extensions (2 + n)
 *   Extension:   type (2) | length (2) | data
 * </pre>
 *
 * @param client whether it is a ClientHello
 * @param random 32 bytes
 * @param versions offered by a client, or chosen by a server
 * @param suites offered by a client, or chosen by a server, as numbers
 * @param groups offered by a client, or chosen by a server; empty where it chose none
 * @param applicationProtocols offered by ALPN
 * @param sessionId the legacy session id
 * @param preSharedKey whether the server accepted a pre-shared key, and so resumed a session
 */
record TlsHello(
        boolean client,
        List<Byte> random,
        List<Integer> versions,
        List<Integer> suites,
        List<TlsGroup> groups,
        List<String> applicationProtocols,
        List<Byte> sessionId,
        boolean preSharedKey) {

    static final int CLIENT_HELLO = 1;
    static final int SERVER_HELLO = 2;
    static final int TLS_1_2 = 0x0303;
    static final int TLS_1_3 = 0x0304;

    private static final int SUPPORTED_GROUPS = 10;
    private static final int ALPN = 16;
    private static final int PRE_SHARED_KEY = 41;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int KEY_SHARE = 51;

    /** RFC 8446, section 4.1.3: the random of a HelloRetryRequest. */
    private static final byte[] RETRY = {
        (byte) 0xCF,
        0x21,
        (byte) 0xAD,
        0x74,
        (byte) 0xE5,
        (byte) 0x9A,
        0x61,
        0x11,
        (byte) 0xBE,
        0x1D,
        (byte) 0x8C,
        0x02,
        0x1E,
        0x65,
        (byte) 0xB8,
        (byte) 0x91,
        (byte) 0xC2,
        (byte) 0xA2,
        0x11,
        0x16,
        0x7A,
        (byte) 0xBB,
        (byte) 0x8C,
        0x5E,
        0x07,
        (byte) 0x9E,
        0x09,
        (byte) 0xE2,
        (byte) 0xC8,
        (byte) 0xA8,
        0x33,
        (byte) 0x9C
    };

    /**
     * @param type the message's type
     * @param body the message without its header
     * @return what it says; empty for a HelloRetryRequest and for what cannot be read
     */
    static Optional<TlsHello> parse(int type, ByteBuffer body) {
        try {
            return switch (type) {
                case CLIENT_HELLO -> Optional.of(parseBody(body, true));
                case SERVER_HELLO -> isRetry(body) ? Optional.empty() : Optional.of(parseBody(body, false));
                default -> Optional.empty();
            };
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            return Optional.empty(); // the provider will say what is wrong with it
        }
    }

    /** {@return a copy of the random} */
    byte[] randomBytes() {
        var copy = new byte[random.size()];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = random.get(i);
        }
        return copy;
    }

    boolean offers(int version) {
        return versions.contains(version);
    }

    /** {@return the versions as people read them} */
    String versionNames() {
        return versions.stream()
                .map(version -> switch (version) {
                    case 0x0300 -> "SSLv3";
                    case 0x0301 -> "TLSv1";
                    case 0x0302 -> "TLSv1.1";
                    case TLS_1_2 -> "TLSv1.2";
                    case TLS_1_3 -> "TLSv1.3";
                    default -> String.format("0x%04x", version);
                })
                .collect(Collectors.joining(", "));
    }

    /** {@return the group that a server chose} */
    Optional<TlsGroup> chosenGroup() {
        return client ? Optional.empty() : groups.stream().findFirst();
    }

    /** {@return whether no group of it is post-quantum} */
    boolean classical() {
        return groups.stream().noneMatch(TlsGroup::postQuantum);
    }

    /** {@return the groups by their names} */
    List<String> groupNames() {
        return groups.stream().map(TlsGroup::name).toList();
    }

    private static List<TlsGroup> offered(ByteBuffer data) {
        return withoutGrease(numbers(data)).stream().map(TlsGroup::of).toList();
    }

    private static boolean isRetry(ByteBuffer body) {
        var random = new byte[RETRY.length];
        body.get(body.position() + 2, random);
        return Arrays.equals(random, RETRY);
    }

    private static TlsHello parseBody(ByteBuffer body, boolean client) {
        int legacyVersion = u16(body);
        var random = bytes(slice(body, 32));
        var sessionId = bytes(slice(body, u8(body)));
        var suites = client ? numbers(slice(body, u16(body))) : List.of(u16(body));
        slice(body, client ? u8(body) : 1);
        var versions = List.of(legacyVersion);
        List<TlsGroup> groups = List.of();
        List<String> protocols = List.of();
        boolean preSharedKey = false;
        var extensions = body.hasRemaining() ? slice(body, u16(body)) : ByteBuffer.allocate(0);
        while (extensions.hasRemaining()) {
            int type = u16(extensions);
            var data = slice(extensions, u16(extensions));
            switch (type) {
                case SUPPORTED_VERSIONS ->
                    versions = client ? withoutGrease(numbers(slice(data, u8(data)))) : List.of(u16(data));
                case SUPPORTED_GROUPS -> groups = client ? offered(slice(data, u16(data))) : groups;
                case KEY_SHARE -> groups = client ? groups : List.of(TlsGroup.of(u16(data)));
                case ALPN -> protocols = names(slice(data, u16(data)));
                case PRE_SHARED_KEY -> preSharedKey = true;
                default -> {}
            }
        }
        return new TlsHello(client, random, versions, suites, groups, protocols, sessionId, preSharedKey && !client);
    }

    /** RFC 8701: values that mean nothing and are sent so that peers keep ignoring what they do not know. */
    private static List<Integer> withoutGrease(List<Integer> numbers) {
        return numbers.stream()
                .filter(number -> (number & 0x0F0F) != 0x0A0A || (number >> 8) != (number & 0xFF))
                .toList();
    }

    private static List<Integer> numbers(ByteBuffer data) {
        var found = new ArrayList<Integer>();
        while (data.hasRemaining()) {
            found.add(u16(data));
        }
        return found;
    }

    private static List<String> names(ByteBuffer data) {
        var found = new ArrayList<String>();
        while (data.hasRemaining()) {
            var name = slice(data, u8(data));
            found.add(StandardCharsets.ISO_8859_1.decode(name).toString().replaceAll("[^\\x21-\\x7E]", "?"));
        }
        return found;
    }

    private static List<Byte> bytes(ByteBuffer data) {
        var found = new ArrayList<Byte>();
        while (data.hasRemaining()) {
            found.add(data.get());
        }
        return found;
    }

    private static int u8(ByteBuffer data) {
        return data.get() & 0xFF;
    }

    private static int u16(ByteBuffer data) {
        return data.getShort() & 0xFFFF;
    }

    private static ByteBuffer slice(ByteBuffer data, int length) {
        if (length > data.remaining()) {
            throw new BufferUnderflowException();
        }
        var slice = data.slice(data.position(), length);
        data.position(data.position() + length);
        return slice;
    }
}
