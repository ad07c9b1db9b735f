package io.securechannel.internal.engine;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * What an engine has to say in a handshake, until the network has room for it: messages behind their lengths, small records, a refusal. One
 * thread says; another may ask meanwhile whether something waits.
 */
final class NoiseOutbox {

    /** More than is ever said at once in a handshake: 16 names of 255 bytes in a refusal, or the preamble and a message. */
    static final int LONGEST = 5 << 10;

    private static final byte[] NOTHING = {};

    private volatile byte[] waiting = NOTHING;

    /** Puts bytes behind what waits. */
    void say(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(waiting);
        out.writeBytes(bytes);
        waiting = out.toByteArray();
    }

    /** Says a handshake message behind its length. */
    void sayMessage(byte[] message) {
        say(new byte[] {(byte) (message.length >>> Byte.SIZE), (byte) message.length});
        say(message);
    }

    /** Says a small record. */
    void sayRecord(NoiseRecords records, RecordType type, byte[] content) {
        var record = ByteBuffer.allocate(content.length + NoiseRecords.OVERHEAD);
        records.seal(type, ByteBuffer.wrap(content), content.length, record);
        say(record.array());
    }

    boolean isEmpty() {
        return length() == 0;
    }

    int length() {
        return waiting.length;
    }

    /** Gives all of it out, if there is room for all of it. */
    void drain(ByteBuffer network) {
        if (waiting.length > 0 && network.remaining() >= waiting.length) {
            network.put(waiting);
            waiting = NOTHING;
        }
    }
}
