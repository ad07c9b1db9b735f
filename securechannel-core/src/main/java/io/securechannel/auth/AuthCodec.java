package io.securechannel.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.securechannel.auth.AuthMessage.OfClient;
import io.securechannel.auth.AuthMessage.OfServer;
import io.securechannel.auth.AuthMessage.Verifier;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The bytes of the messages (docs/spec/challenge-auth.md). Each is
 *
 * <pre>
 *   type (1 byte) | fields
 *   octets, text  length (2 bytes, big-endian) | that many bytes; text is UTF-8
 *   list          count (1 byte) | that many texts
 *   number        4 bytes, big-endian
 *   flags         1 byte
 * </pre>
 *
 * Nothing may follow the last field.
 */
final class AuthCodec {

    private static final int VERSION = 1;

    private static final int OFFER = 1;
    private static final int BEGIN = 2;
    private static final int CHALLENGE = 3;
    private static final int RESPONSE = 4;
    private static final int SUCCESS = 5;
    private static final int NEXT = 6;
    private static final int FAILED = 7;
    private static final int SIGN_UP = 8;
    private static final int UPDATE = 9;
    private static final int DONE = 10;
    private static final int RECONNECT = 11;
    private static final int TOKEN = 12;
    private static final int FINISH = 13;
    private static final int AGAIN = 14;
    private static final int ABORT = 15;

    private static final int VERIFIER_IS_OLD = 1;
    private static final int RECONNECT_TOKENS = 2;

    /** More mechanisms, or types of binding, than there are names for. */
    private static final int LONGEST_LIST = 32;

    /** What registered names are made of (RFC 4422, section 3.1; RFC 5056, section 7), so that nothing in them can pass for a separator. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private AuthCodec() {}

    static byte[] encode(AuthMessage message) {
        var out = new Writer();
        if (message instanceof AuthMessage.Offered offered) {
            var offer = offered.offer();
            out.octet(OFFER).octet(VERSION).list(offer.mechanisms()).list(offer.bindingTypes());
            out.octet(offer.signUp().code()).number(offer.iterations());
        } else if (message instanceof AuthMessage.Begin begin) {
            out.octet(BEGIN)
                    .text(begin.mechanism())
                    .octets(begin.initialResponse().bytes());
        } else if (message instanceof AuthMessage.Challenge challenge) {
            out.octet(CHALLENGE).octets(challenge.data().bytes());
        } else if (message instanceof AuthMessage.Response response) {
            out.octet(RESPONSE).octets(response.data().bytes());
        } else if (message instanceof AuthMessage.Success success) {
            out.octet(SUCCESS).octets(success.data().bytes()).text(success.user());
            out.octet((success.verifierIsOld() ? VERIFIER_IS_OLD : 0)
                    | (success.reconnectTokens() ? RECONNECT_TOKENS : 0));
        } else if (message instanceof AuthMessage.Next next) {
            out.octet(NEXT).octets(next.data().bytes()).list(next.mechanisms());
        } else if (message instanceof AuthMessage.Failed failed) {
            out.octet(FAILED).octet(failed.code());
        } else if (message instanceof AuthMessage.SignUp signUp) {
            out.octet(SIGN_UP).text(signUp.user()).verifier(signUp.verifier()).text(signUp.invitation());
        } else if (message instanceof AuthMessage.Update update) {
            out.octet(UPDATE).verifier(update.verifier());
        } else if (message instanceof AuthMessage.Done) {
            out.octet(DONE);
        } else if (message instanceof AuthMessage.Reconnect reconnect) {
            out.octet(RECONNECT).text(reconnect.publicKey());
        } else if (message instanceof AuthMessage.Token token) {
            out.octet(TOKEN).text(token.token());
        } else if (message instanceof AuthMessage.Finish) {
            out.octet(FINISH);
        } else {
            out.octet(message instanceof AuthMessage.Abort ? ABORT : AGAIN);
        }
        return out.bytes();
    }

    static OfServer fromServer(byte[] payload) throws SecureChannelException {
        var in = new Reader(payload);
        int type = in.octet();
        OfServer message = switch (type) {
            case OFFER -> new AuthMessage.Offered(in.offer());
            case CHALLENGE -> new AuthMessage.Challenge(in.field());
            case SUCCESS -> in.success();
            case NEXT -> new AuthMessage.Next(in.field(), in.list());
            case FAILED -> new AuthMessage.Failed(in.octet());
            case DONE -> new AuthMessage.Done();
            case TOKEN -> new AuthMessage.Token(in.text());
            default -> throw malformed("a message of type " + type + ", which no server sends");
        };
        in.requireEnd();
        return message;
    }

    static OfClient fromClient(byte[] payload) throws SecureChannelException {
        var in = new Reader(payload);
        int type = in.octet();
        OfClient message = switch (type) {
            case BEGIN -> new AuthMessage.Begin(in.text(), in.field());
            case RESPONSE -> new AuthMessage.Response(in.field());
            case SIGN_UP -> new AuthMessage.SignUp(in.text(), in.verifier(), in.text());
            case UPDATE -> new AuthMessage.Update(in.verifier());
            case RECONNECT -> new AuthMessage.Reconnect(in.text());
            case FINISH -> new AuthMessage.Finish();
            case AGAIN -> new AuthMessage.Again();
            case ABORT -> new AuthMessage.Abort();
            default -> throw malformed("a message of type " + type + ", which no client sends");
        };
        in.requireEnd();
        return message;
    }

    static SecureChannelException malformed(String what) {
        return new SecureChannelException(
                Reason.PROTOCOL_VIOLATION, "the peer's part of the login is malformed: " + what);
    }

    private static final class Writer {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Writer octet(int value) {
            out.write(value);
            return this;
        }

        Writer number(int value) {
            out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
            return this;
        }

        Writer octets(byte[] bytes) {
            if (bytes.length > 0xFFFF) {
                throw new IllegalArgumentException("a field holds at most 65,535 bytes, not " + bytes.length);
            }
            out.write(bytes.length >>> 8);
            out.write(bytes.length);
            out.writeBytes(bytes);
            return this;
        }

        Writer text(String text) {
            return octets(text.getBytes(UTF_8));
        }

        Writer list(List<String> texts) {
            octet(texts.size());
            texts.forEach(this::text);
            return this;
        }

        Writer verifier(Verifier verifier) {
            return octets(verifier.salt().bytes())
                    .number(verifier.iterations())
                    .octets(verifier.storedKey().bytes())
                    .octets(verifier.serverKey().bytes());
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }

    private static final class Reader {

        private final ByteBuffer in;

        Reader(byte[] payload) {
            this.in = ByteBuffer.wrap(payload);
        }

        int octet() throws SecureChannelException {
            return take(1).get() & 0xFF;
        }

        int number() throws SecureChannelException {
            int value = take(Integer.BYTES).getInt();
            if (value < 0) {
                throw malformed("the number " + Integer.toUnsignedString(value) + " is out of range");
            }
            return value;
        }

        byte[] octets() throws SecureChannelException {
            int length = take(2).getShort() & 0xFFFF;
            var view = take(length);
            var bytes = new byte[length];
            view.get(bytes);
            return bytes;
        }

        Octets field() throws SecureChannelException {
            return Octets.of(octets());
        }

        String text() throws SecureChannelException {
            try {
                return UTF_8.newDecoder().decode(ByteBuffer.wrap(octets())).toString();
            } catch (CharacterCodingException e) {
                throw malformed("a text that is not UTF-8");
            }
        }

        List<String> list() throws SecureChannelException {
            int count = octet();
            if (count > LONGEST_LIST) {
                throw malformed("a list of " + count + " names");
            }
            var texts = new ArrayList<String>();
            for (int i = 0; i < count; i++) {
                var name = text();
                if (!NAME.matcher(name).matches()) {
                    throw malformed("a name of a mechanism or a type of binding that none can have");
                }
                texts.add(name);
            }
            return texts;
        }

        Offer offer() throws SecureChannelException {
            int version = octet();
            if (version != VERSION) {
                throw malformed("version " + version + " of the login; this side speaks version " + VERSION);
            }
            var mechanisms = list();
            var bindings = list();
            int policy = octet();
            var signUp = SignUpPolicy.of(policy);
            if (signUp.isEmpty()) {
                throw malformed("a sign-up policy of number " + policy);
            }
            return new Offer(mechanisms, bindings, signUp.get(), number());
        }

        AuthMessage.Success success() throws SecureChannelException {
            var data = field();
            var user = text();
            int flags = octet();
            if ((flags & ~(VERIFIER_IS_OLD | RECONNECT_TOKENS)) != 0) {
                throw malformed("unknown flags of success");
            }
            return new AuthMessage.Success(data, user, (flags & VERIFIER_IS_OLD) != 0, (flags & RECONNECT_TOKENS) != 0);
        }

        Verifier verifier() throws SecureChannelException {
            return new Verifier(field(), number(), field(), field());
        }

        void requireEnd() throws SecureChannelException {
            if (in.hasRemaining()) {
                throw malformed(in.remaining() + " bytes behind its end");
            }
        }

        /** A view of the next bytes, which are consumed. */
        private ByteBuffer take(int length) throws SecureChannelException {
            try {
                var view = in.slice(in.position(), length);
                in.position(in.position() + length);
                return view;
            } catch (IndexOutOfBoundsException e) {
                throw malformed("it ends too early");
            }
        }
    }
}
