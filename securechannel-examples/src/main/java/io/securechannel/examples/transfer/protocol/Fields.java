package io.securechannel.examples.transfer.protocol;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The fields of one message, one after the other. What is cut or none is a {@link Reason#PROTOCOL_VIOLATION}. */
final class Fields {

    private final InputStream in;

    Fields(InputStream in) {
        this.in = in;
    }

    int u8() throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw violation("ends too early");
        }
        return octet;
    }

    int u16() throws IOException {
        return (u8() << 8) | u8();
    }

    int i32() throws IOException {
        return ByteBuffer.wrap(fixed(Integer.BYTES)).getInt();
    }

    long i64() throws IOException {
        return ByteBuffer.wrap(fixed(Long.BYTES)).getLong();
    }

    /** {@return eight bytes that count something} */
    long count() throws IOException {
        long value = i64();
        if (value < 0) {
            throw violation("counts " + Long.toUnsignedString(value));
        }
        return value;
    }

    boolean flag() throws IOException {
        int value = u8();
        if (value > 1) {
            throw violation("has a flag that is neither 0 nor 1");
        }
        return value == 1;
    }

    Sha256 hash() throws IOException {
        return Sha256.of(fixed(Sha256.LENGTH));
    }

    /** {@return a name that cannot lead anywhere but to something in a directory (FT5)} */
    String name() throws IOException {
        int length = u16();
        if (length > Limits.NAME) {
            throw violation("has a name of " + length + " bytes; the most are " + Limits.NAME);
        }
        var name = text(length);
        if (!Names.isName(name)) {
            throw violation("has a name that no directory can hold, and that would lead somewhere else");
        }
        return name;
    }

    private String text(int length) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(fixed(length)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new SecureChannelException(Reason.PROTOCOL_VIOLATION, "a message has text that is not UTF-8", e);
        }
    }

    /** The caller's number is small, and so nothing large is allocated for bytes that never come. */
    byte[] fixed(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw violation("ends too early");
        }
        return bytes;
    }

    void end() throws IOException {
        if (in.read() >= 0) {
            throw violation("goes on after its end");
        }
    }

    static SecureChannelException violation(String how) {
        return new SecureChannelException(Reason.PROTOCOL_VIOLATION, "a message of the peer " + how);
    }
}
