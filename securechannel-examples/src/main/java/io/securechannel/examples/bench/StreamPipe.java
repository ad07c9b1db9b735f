package io.securechannel.examples.bench;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/** Where content comes from and goes to, in memory: the same for all, one copy of each byte there and one here. */
final class StreamPipe {

    /** What is read or written at once, at most. */
    static final int PIECE = 1 << 20;

    private StreamPipe() {}

    /** Gives the same bytes each time. */
    static final class Source extends InputStream {

        private final byte[] bytes;
        private int at;

        Source(byte[] bytes) {
            this.bytes = bytes;
        }

        Source rewound() {
            at = 0;
            return this;
        }

        @Override
        public int read() {
            return at < bytes.length ? bytes[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, target.length);
            if (at == bytes.length && length > 0) {
                return -1;
            }
            int part = Math.min(Math.min(length, PIECE), bytes.length - at);
            System.arraycopy(bytes, at, target, offset, part);
            at += part;
            return part;
        }
    }

    /** Takes bytes, over those of the last time. */
    static final class Sink extends OutputStream {

        private final byte[] bytes;
        private int at;

        Sink(int capacity) {
            bytes = new byte[capacity];
        }

        Sink rewound() {
            at = 0;
            return this;
        }

        int written() {
            return at;
        }

        byte[] copy() {
            return Arrays.copyOf(bytes, at);
        }

        @Override
        public void write(int octet) {
            bytes[at++] = (byte) octet;
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            System.arraycopy(source, offset, bytes, at, length);
            at += length;
        }
    }
}
