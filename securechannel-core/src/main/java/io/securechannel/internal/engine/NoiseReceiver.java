package io.securechannel.internal.engine;

import io.securechannel.error.SecureChannelException;
import io.securechannel.internal.engine.ChannelEngine.Inbound;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Takes the peer's records once the channel is open (docs/spec/noise.md, section 5). For one thread at a time. */
final class NoiseReceiver {

    /** Each may be written to a file. */
    private static final int MOST_ANNOUNCEMENTS = 8;

    private final NoiseRecords records;
    private final NextKey nextKey;
    private volatile boolean ended;
    private int announcements;

    NoiseReceiver(NoiseRecords records, NextKey nextKey) {
        this.records = records;
        this.nextKey = nextKey;
    }

    /** Hears of a key that the peer will use next. */
    @FunctionalInterface
    interface NextKey {
        void announced(byte[] key) throws SecureChannelException;
    }

    /**
     * Takes whole records, and puts what they carry behind the plaintext.
     *
     * @return END after the record that proves the end; else what is missing
     */
    Inbound receive(ByteBuffer network, ByteBuffer plaintext) throws SecureChannelException {
        while (!ended) {
            int length = NoiseRecords.length(network);
            if (length == 0 || network.remaining() < length) {
                return Inbound.NEED_BYTES;
            }
            if (plaintext.remaining() < length - NoiseRecords.OVERHEAD) {
                return Inbound.NEED_ROOM;
            }
            var record = records.openData(network, plaintext);
            if (record != null) {
                take(record);
            }
        }
        return Inbound.END;
    }

    private void take(byte[] record) throws SecureChannelException {
        switch (RecordType.of(record[0])) {
            case DATA -> throw NoiseInput.violation("sends a record of data without data");
            case END -> {
                NoiseInput.requireNoContent(record);
                ended = true;
            }
            case NEXT_KEY -> {
                if (++announcements > MOST_ANNOUNCEMENTS) {
                    throw NoiseInput.violation(
                            "announces more than " + MOST_ANNOUNCEMENTS + " next keys in one channel");
                }
                nextKey.announced(Arrays.copyOfRange(record, 1, record.length));
            }
            case CONFIRM, CODE -> throw NoiseInput.violation("sends a record that belongs into the handshake");
        }
    }
}
