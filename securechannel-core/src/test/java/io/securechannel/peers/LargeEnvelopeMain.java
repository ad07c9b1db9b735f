package io.securechannel.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.securechannel.hybrid.HybridCipher;
import io.securechannel.hybrid.Progress;
import io.securechannel.hybrid.SignedOpener;
import io.securechannel.hybrid.SignedSealer;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/**
 * {@code stream BYTES}: seals so much into a pipe, and opens it at the other end. {@code file BYTES DIRECTORY}: seals a file,
 * re-wraps it some times, and opens it. {@link LargeEnvelopeIT} runs it with little memory.
 */
final class LargeEnvelopeMain {

    private static final byte[] CONTEXT = "large".getBytes(UTF_8);
    private static final int REWRAPS = 5;

    private final SigningKeyPair ada = SigningKeyPair.generate(SigningKeyType.ED25519);
    private final EnvelopeKeyPair bob = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING);
    private final EnvelopeKeyPair carol = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING);
    private final SignedSealer sealer = HybridCipher.to(bob.publicKey()).signedBy(ada);
    private final SignedOpener opener = HybridCipher.opener(bob).from(ada.publicKey());

    private LargeEnvelopeMain() {}

    public static void main(String[] arguments) throws Exception {
        long length = Long.parseLong(arguments[1]);
        if (arguments[0].equals("stream")) {
            new LargeEnvelopeMain().stream(length);
        } else {
            new LargeEnvelopeMain().file(length, Path.of(arguments[2]));
        }
        System.out.printf("HEAP %d%n", peakHeap() >> 20);
    }

    private void stream(long length) throws Exception {
        var pipe = Pipe.open();
        var thread = Executors.newSingleThreadExecutor();
        long start = System.nanoTime();
        try (var in = Channels.newInputStream(pipe.source());
                var checked = new Checked()) {
            var sealing = CompletableFuture.runAsync(() -> seal(new Numbered(length), pipe.sink()), thread);
            opener.open(in, checked, CONTEXT, Progress.none());
            sealing.get();
            System.out.printf("OPENED %d IN %d%n", checked.length, (System.nanoTime() - start) / 1_000_000);
        } finally {
            thread.shutdown();
        }
    }

    private void seal(InputStream content, Pipe.SinkChannel sink) {
        try (var out = Channels.newOutputStream(sink)) {
            sealer.seal(content, out, CONTEXT, Progress.none());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void file(long length, Path directory) throws Exception {
        var plain = directory.resolve("plain");
        var envelope = directory.resolve("envelope");
        var opened = directory.resolve("opened");
        try (var file = FileChannel.open(plain, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long at = 0; at < length; at += 64 << 20) { // holes between, which take no room on the disk
                file.write(ByteBuffer.allocate(Long.BYTES).putLong(0, at), at);
            }
            file.write(ByteBuffer.allocate(1), length - 1);
        }
        long start = System.nanoTime();
        sealer.seal(plain, envelope, CONTEXT, Progress.none());
        long sealed = System.nanoTime();
        opener.open(envelope, opened, CONTEXT, Progress.none());
        long end = System.nanoTime();
        System.out.printf(
                "SEALED %d IN %d OPENED IN %d SAME %b%n",
                Files.size(envelope),
                (sealed - start) / 1_000_000,
                (end - sealed) / 1_000_000,
                Files.mismatch(plain, opened) < 0);
        var before = contentHash(envelope);
        var times = rewrapped(envelope);
        System.out.printf("REWRAPPED %s FROM %s TO %s%n", times, before, contentHash(envelope));
        HybridCipher.opener(carol)
                .from(ada.publicKey())
                .acceptRewrapped()
                .openFile(envelope, CONTEXT)
                .close();
        System.out.println("ADDED");
    }

    /** The times in microseconds. */
    private String rewrapped(Path envelope) throws Exception {
        var times = new StringJoiner(",");
        for (int i = 0; i < REWRAPS; i++) {
            var rewrapper = HybridCipher.rewrapper(bob);
            var change = i % 2 == 0 ? rewrapper.add(carol.publicKey()) : rewrapper.remove(carol.publicKey());
            long start = System.nanoTime();
            change.rewrap(envelope);
            times.add(Long.toString((System.nanoTime() - start) / 1_000));
        }
        return times.toString();
    }

    /** Of all behind the head. */
    private static String contentHash(Path envelope) throws Exception {
        try (var in = Files.newInputStream(envelope)) {
            int area = ByteBuffer.wrap(in.readNBytes(92)).getInt(88);
            in.skipNBytes(area);
            var hash = MessageDigest.getInstance("SHA-256");
            var part = new byte[1 << 18];
            for (int read = in.read(part); read >= 0; read = in.read(part)) {
                hash.update(part, 0, read);
            }
            return HexFormat.of().formatHex(hash.digest());
        }
    }

    private static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }

    /** Eight bytes of each block say which it is, so that a block out of place shows. */
    private static final class Numbered extends InputStream {

        private static final int BLOCK = 1 << 16;

        private final ByteBuffer block = ByteBuffer.allocate(BLOCK);
        private long left;
        private long number;

        Numbered(long length) {
            this.left = length;
            block.position(BLOCK);
        }

        @Override
        public int read() {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            if (!block.hasRemaining()) {
                block.clear().putLong(0, number++);
            }
            int count = (int) Math.min(left, Math.min(length, block.remaining()));
            block.get(bytes, offset, count);
            left -= count;
            return count;
        }
    }

    /** Compares what comes with what was to come. */
    private static final class Checked extends OutputStream {

        private final Numbered expected = new Numbered(Long.MAX_VALUE);
        private byte[] part = {};
        private long length;

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            if (part.length < count) {
                part = new byte[count];
            }
            expected.readNBytes(part, 0, count);
            if (!Arrays.equals(part, 0, count, bytes, offset, offset + count)) {
                throw new IOException("other content than was sealed, after " + length + " bytes");
            }
            length += count;
        }
    }
}
