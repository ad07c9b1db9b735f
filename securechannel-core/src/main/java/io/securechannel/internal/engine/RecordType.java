package io.securechannel.internal.engine;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;

/** What a record is. */
enum RecordType {
    DATA(0),
    CONFIRM(1),
    END(2),
    NEXT_KEY(3),
    CODE(4);

    private final byte code;

    RecordType(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    static RecordType of(byte code) throws SecureChannelException {
        for (var type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new SecureChannelException(
                Reason.PROTOCOL_VIOLATION, "the peer sends a record of the unknown type " + (code & 0xFF));
    }
}
