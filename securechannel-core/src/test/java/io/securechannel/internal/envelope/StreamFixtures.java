package io.securechannel.internal.envelope;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.secret.SecretBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Contents in segments and chunks so small that every octet of them can be tried. */
final class StreamFixtures {

    static final byte[] KEY = octets(32, 1);
    static final byte[] ASSOCIATED = octets(88, 2);

    /** Octets of a segment; 48 of them data, 8 in the first one. */
    static final int SEGMENT = 64;

    static final int HEAD = 40;
    static final int TAG = 16;

    /** Octets of data in a chunk. */
    static final int CHUNK = 50;

    private StreamFixtures() {}

    static byte[] octets(int length, long seed) {
        var octets = new byte[length];
        new Random(seed).nextBytes(octets);
        return octets;
    }

    static byte[] seal(byte[] data) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var key = SecretBytes.copyOf(KEY);
                var sealing = Segments.seal(key, ASSOCIATED, out, SEGMENT)) {
            sealing.write(data);
            sealing.finish();
        }
        return out.toByteArray();
    }

    static InputStream open(byte[] sealed) {
        return open(new ByteArrayInputStream(sealed));
    }

    static InputStream open(InputStream sealed) {
        try (var key = SecretBytes.copyOf(KEY)) {
            return Segments.open(key, ASSOCIATED, sealed, SEGMENT);
        }
    }

    static SeekableByteChannel open(SeekableByteChannel sealed) throws IOException {
        try (var key = SecretBytes.copyOf(KEY)) {
            return Segments.open(key, ASSOCIATED, sealed, SEGMENT);
        }
    }

    static byte[] sealSigned(Sender sender, byte[] data) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var key = SecretBytes.copyOf(KEY);
                var sealing = Chunks.sign(sender, Segments.seal(key, ASSOCIATED, out, SEGMENT), CHUNK)) {
            sealing.write(data);
            sealing.finish();
        }
        return out.toByteArray();
    }

    /** A file whose content begins behind something else, where the channel stands. */
    static SeekableByteChannel file(Path directory, byte[] before, byte[] content) throws IOException {
        var path = Files.createTempFile(directory, "content", "");
        Files.write(path, join(before, content));
        return Files.newByteChannel(path).position(before.length);
    }

    static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** What comes before the failure, which must be of that reason, and come again. */
    static byte[] deliveredBefore(Reason reason, InputStream opening) {
        var delivered = new ByteArrayOutputStream();
        var error = catchThrowableOfType(IOException.class, () -> {
            for (int octet = opening.read(); octet >= 0; octet = opening.read()) {
                delivered.write(octet);
            }
        });
        assertReason(reason, error);
        assertReason(reason, catchThrowableOfType(IOException.class, opening::read));
        assertReason(reason, catchThrowableOfType(IOException.class, () -> opening.read(new byte[1])));
        return delivered.toByteArray();
    }

    static void assertReason(Reason reason, IOException error) {
        assertThat(error).isNotNull().cause().isInstanceOf(KeyMaterialException.class);
        assertThat(((KeyMaterialException) error.getCause()).reason()).isEqualTo(reason);
        assertThat(error.getMessage()).isEqualTo(error.getCause().getMessage());
        if (reason == Reason.NOT_OPENED) {
            assertThat(error).hasMessage(Unopened.error().getMessage());
        }
    }

    static byte[] readAll(SeekableByteChannel channel) throws IOException {
        var all = new ByteArrayOutputStream();
        var part = ByteBuffer.allocate(37);
        while (channel.read(part.clear()) >= 0) {
            all.write(part.array(), 0, part.position());
        }
        return all.toByteArray();
    }

    /** Signs with a MAC whose key only he has: what a signature is is not the matter here. */
    static final class Sender implements ChunkSigner, ChunkVerifier {

        private final String name;

        Sender(String name) {
            this.name = name;
        }

        @Override
        public int signatureLength() {
            return 32;
        }

        @Override
        public byte[] sign(long index, boolean last, byte[] data, int offset, int length) {
            try {
                var mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(name.getBytes(US_ASCII), "HmacSHA256"));
                mac.update(ByteBuffer.allocate(9)
                        .putLong(index)
                        .put((byte) (last ? 1 : 0))
                        .array());
                mac.update(data, offset, length);
                return mac.doFinal();
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void verify(long index, boolean last, byte[] signature, byte[] data, int offset, int length)
                throws KeyMaterialException {
            if (!MessageDigest.isEqual(signature, sign(index, last, data, offset, length))) {
                throw new KeyMaterialException(Reason.BAD_SIGNATURE, "not signed by " + name);
            }
        }
    }
}
