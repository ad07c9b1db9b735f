package io.securechannel.internal.engine;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.noise.internal.CodeSteps;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What comes from the network in a handshake, taken when it is whole, and refused as soon as a length cannot be right (N10). */
final class NoiseInput {

    private NoiseInput() {}

    /** Takes a handshake message of exactly that many bytes, for none carries a payload; null if it is not whole yet. */
    static byte @Nullable [] message(ByteBuffer network, int expected) throws SecureChannelException {
        if (network.remaining() < 2) {
            return null;
        }
        int length = network.getShort(network.position()) & 0xFFFF;
        if (length != expected) {
            throw violation("declares a handshake message of " + length + " bytes where " + expected + " come");
        }
        if (network.remaining() < 2 + length) {
            return null;
        }
        var message = new byte[length];
        network.position(network.position() + 2);
        network.get(message);
        return message;
    }

    /** Takes the content of a whole record of that type; null if it is not whole yet. */
    static byte @Nullable [] record(NoiseRecords records, ByteBuffer network, RecordType expected)
            throws SecureChannelException {
        int length = NoiseRecords.length(network);
        if (length > NoiseRecords.OVERHEAD + CodeSteps.LONGEST_MESSAGE) {
            throw violation("declares a record of " + length + " bytes in the handshake");
        }
        if (length == 0 || network.remaining() < length) {
            return null;
        }
        var record = records.open(network);
        if (RecordType.of(record[0]) != expected) {
            throw violation("sends another record than " + expected + " in the handshake");
        }
        return Arrays.copyOfRange(record, 1, record.length);
    }

    /** Refuses content behind a type that has none. */
    static void requireNoContent(byte[] record) throws SecureChannelException {
        if (record.length > 1) {
            throw violation("sends a record with content that has none");
        }
    }

    static SecureChannelException violation(String what) {
        return new SecureChannelException(Reason.PROTOCOL_VIOLATION, "the peer " + what);
    }
}
