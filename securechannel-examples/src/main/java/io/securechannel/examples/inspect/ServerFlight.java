package io.securechannel.examples.inspect;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a server says in clear at the beginning of a handshake, for what JSSE does not tell.
 *
 * <pre>
 *   TLSPlaintext (RFC 8446, section 5.1)   type (1) | version (2) | length (2) | fragment
 *   Handshake (section 4)                  msg_type (1) | length (3) | body
 *   ServerHello (section 4.1.3)            legacy_version (2) | random (32) | session_id (1 + n) | cipher_suite (2) |
 *                                          compression (1) | extensions (2 + n)
 *   Extension (section 4.2)                type (2) | length (2) | data
 *   ServerKeyExchange of ECDHE (RFC 8422, section 5.4)   curve_type 3 (1) | named_curve (2) | …
 * </pre>
 *
 * @param tls whether it begins with a record of TLS, be it only an alert
 * @param hello whether there is a ServerHello
 * @param retry whether the first one asks for another key share (HelloRetryRequest, section 4.1.4)
 * @param version as numbered; 0 without a hello
 * @param suite as numbered; 0 without a hello
 * @param group the one chosen, or asked for by a retry
 */
record ServerFlight(boolean tls, boolean hello, boolean retry, int version, int suite, Optional<Group> group) {

    static final int TLS_1_3 = 0x0304;

    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int SERVER_HELLO = 2;
    private static final int SERVER_KEY_EXCHANGE = 12;
    private static final int NAMED_CURVE = 3;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int KEY_SHARE = 51;

    /** RFC 8446, section 4.1.3: the random of a HelloRetryRequest. */
    private static final String RETRY = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";

    /**
     * Reads as far as it can.
     *
     * @param bytes the first that the server sent; they may be cut anywhere and be anything
     * @return what they say
     */
    static ServerFlight parse(byte[] bytes) {
        boolean tls = bytes.length >= 3 && (bytes[0] == ALERT || bytes[0] == HANDSHAKE) && bytes[1] == 3;
        var flight = new ServerFlight(tls, false, false, 0, 0, Optional.empty());
        var messages = messages(bytes);
        try {
            while (tls && messages.hasRemaining()) {
                int type = messages.get();
                var body = slice(messages, (messages.get() & 0xFF) << 16 | u16(messages));
                if (type == SERVER_HELLO) {
                    flight = hello(body, flight.retry);
                } else if (type == SERVER_KEY_EXCHANGE && body.get() == NAMED_CURVE) {
                    flight = flight.withGroup(new Group(u16(body)));
                }
            }
        } catch (BufferUnderflowException e) {
            return flight; // what was read until here holds
        }
        return flight;
    }

    /** The fragments of the records in clear, put together. */
    private static ByteBuffer messages(byte[] bytes) {
        var records = ByteBuffer.wrap(bytes);
        var fragments = new ByteArrayOutputStream();
        try {
            while (records.hasRemaining()) {
                int type = records.get();
                u16(records);
                var fragment = slice(records, u16(records));
                if (type == HANDSHAKE) {
                    fragments.write(bytes, records.position() - fragment.limit(), fragment.limit());
                }
            }
        } catch (BufferUnderflowException e) {
            return ByteBuffer.wrap(fragments.toByteArray());
        }
        return ByteBuffer.wrap(fragments.toByteArray());
    }

    private static ServerFlight hello(ByteBuffer body, boolean retriedBefore) {
        int version = u16(body);
        var random = new byte[32];
        body.get(random);
        boolean retry = HexFormat.of().formatHex(random).equals(RETRY);
        slice(body, body.get() & 0xFF);
        int suite = u16(body);
        body.get();
        Optional<Group> group = Optional.empty();
        var extensions = body.hasRemaining() ? slice(body, u16(body)) : body;
        while (extensions.hasRemaining()) {
            int type = u16(extensions);
            var data = slice(extensions, u16(extensions));
            if (type == SUPPORTED_VERSIONS) {
                version = u16(data);
            } else if (type == KEY_SHARE) {
                group = Optional.of(new Group(u16(data)));
            }
        }
        return new ServerFlight(true, true, retry || retriedBefore, version, suite, group);
    }

    private ServerFlight withGroup(Group chosen) {
        return new ServerFlight(tls, hello, retry, version, suite, Optional.of(chosen));
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
