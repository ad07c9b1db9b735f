package io.securechannel.examples.messenger.endtoend;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Fields as docs/spec/messenger.md writes them, and not as the code does. */
public final class PageBytes {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public PageBytes label(String text) {
        return raw(text.getBytes(US_ASCII)).u8(0);
    }

    public PageBytes text(String text) {
        return octets(text.getBytes(UTF_8));
    }

    public PageBytes octets(byte[] bytes) {
        return u16(bytes.length).raw(bytes);
    }

    public PageBytes u8(int value) {
        return raw(new byte[] {(byte) value});
    }

    public PageBytes u16(int value) {
        return raw(ByteBuffer.allocate(2).putShort((short) value).array());
    }

    public PageBytes u32(int value) {
        return raw(ByteBuffer.allocate(4).putInt(value).array());
    }

    public PageBytes u64(long value) {
        return raw(ByteBuffer.allocate(8).putLong(value).array());
    }

    public PageBytes raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public byte[] bytes() {
        return out.toByteArray();
    }
}
