package io.securechannel.hybrid;

import static io.securechannel.hybrid.People.ADA;
import static io.securechannel.hybrid.People.BOB;
import static io.securechannel.hybrid.People.CAROL;
import static io.securechannel.hybrid.People.FRANK;
import static io.securechannel.hybrid.People.context;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.envelope.Head;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Envelopes re-wrapped on their way from one stream to another, as from one object of a store to the next. */
class RewrapStreamTest {

    private static final byte[] TEXT = new byte[(1 << 20) + 5];
    private static final Rewrapper FRANK_FOR_BOB =
            HybridCipher.rewrapper(BOB).add(FRANK.publicKey()).remove(BOB.publicKey());

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theSlotsChangeAndTheContentStays(boolean segments) throws Exception {
        var sealer = HybridCipher.to(BOB.publicKey()).signedBy(ADA);
        var sealed = new ByteArrayOutputStream();
        if (segments) {
            sealer.seal(new ByteArrayInputStream(TEXT), sealed, context(), Progress.none());
        } else {
            sealed.writeBytes(sealer.seal(TEXT, context()));
        }
        byte[] envelope = sealed.toByteArray();
        byte[] rewrapped = rewrapped(envelope);
        var before = EnvelopeSurgery.of(envelope);
        var after = EnvelopeSurgery.of(rewrapped);
        assertThat(after.preheader).isEqualTo(before.preheader);
        assertThat(after.content).isEqualTo(before.content);
        assertThat(after.slots).hasSize(1);
        var frank = HybridCipher.opener(FRANK).from(ADA.publicKey());
        assertThat(frank.acceptRewrapped().open(rewrapped, context())).isEqualTo(TEXT);
        Refused.with(Reason.NOT_ADDRESSED, "", () -> frank.open(rewrapped, context()));
        Refused.alike(
                "removed", () -> HybridCipher.opener(BOB).from(ADA.publicKey()).open(rewrapped, context()));
    }

    @Test
    void theRoomForMoreStays() throws Exception {
        var plain = Files.write(directory.resolve("plain"), TEXT);
        var file = directory.resolve("envelope");
        HybridCipher.to(BOB.publicKey()).unsigned().seal(plain, file, context(), Progress.none());
        byte[] envelope = Files.readAllBytes(file);
        byte[] rewrapped = rewrapped(envelope);
        assertThat(rewrapped).hasSameSizeAs(envelope);
        assertThat(People.open(FRANK, rewrapped)).isEqualTo(TEXT);
    }

    /** The content is not looked at: it is for those who open it, and is passed on whatever is wrong with it. */
    @Test
    void aContentThatIsDamagedIsPassedOnAsItIs() throws Exception {
        byte[] envelope = HybridCipher.to(BOB.publicKey()).unsigned().seal(TEXT, context());
        envelope[envelope.length - 1] ^= 1;
        byte[] cut = Arrays.copyOf(envelope, envelope.length - 10);
        for (byte[] each : new byte[][] {envelope, cut}) {
            byte[] rewrapped = rewrapped(each);
            assertThat(EnvelopeSurgery.of(rewrapped).content).isEqualTo(EnvelopeSurgery.of(each).content);
            Refused.alike("damaged", () -> People.open(FRANK, rewrapped));
        }
    }

    @Test
    void whatIsRefusedWritesNothing() throws Exception {
        byte[] envelope = HybridCipher.to(CAROL.publicKey()).unsigned().seal(TEXT, context());
        var carol = HybridCipher.rewrapper(CAROL);
        refused(Reason.NOT_OPENED, FRANK_FOR_BOB, envelope);
        refused(Reason.TOO_WEAK, carol.add(FRANK.publicKey()), envelope);
        refused(Reason.MISSING, carol.remove(CAROL.publicKey()), envelope);
        refused(Reason.MALFORMED, carol, TEXT);
        refused(Reason.NOT_OPENED, carol, Arrays.copyOf(envelope, 200));
        refused(Reason.NOT_OPENED, carol, new byte[0]);
    }

    private static void refused(Reason reason, Rewrapper rewrapper, byte[] envelope) {
        var out = new ByteArrayOutputStream();
        Refused.with(reason, "", () -> rewrapper.rewrap(new ByteArrayInputStream(envelope), out));
        assertThat(out.size()).isZero();
    }

    /** As much is kept as the head has, however long the content is, and both streams stay open. */
    @Test
    void littleIsKeptAndNothingIsClosed() throws Exception {
        byte[] head = HybridCipher.to(BOB.publicKey()).unsigned().seal(new byte[0], context());
        var ends = new Ends(new ByteArrayInputStream(head), 16 << 20);
        FRANK_FOR_BOB.rewrap(ends, ends.out);
        assertThat(ends.written).isEqualTo(head.length + (16L << 20));
        assertThat(ends.mostKept).isLessThan(1 << 20);
    }

    @Test
    void whatTheStreamsThrowComesAsItIs() {
        byte[] envelope = HybridCipher.to(BOB.publicKey()).unsigned().seal(TEXT, context());
        var full = new IOException("no space left");
        var failing = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw full;
            }
        };
        assertThatIOException()
                .isThrownBy(() -> FRANK_FOR_BOB.rewrap(new ByteArrayInputStream(envelope), failing))
                .isSameAs(full);
        var gone = new IOException("connection reset");
        var breaking = new InputStream() {
            @Override
            public int read() throws IOException {
                throw gone;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                throw gone;
            }
        };
        var out = new ByteArrayOutputStream();
        assertThatIOException()
                .isThrownBy(() -> FRANK_FOR_BOB.rewrap(breaking, out))
                .isSameAs(gone);
        assertThat(out.size()).isZero();
    }

    private static byte[] rewrapped(byte[] envelope) throws Exception {
        var out = new ByteArrayOutputStream();
        FRANK_FOR_BOB.rewrap(new ByteArrayInputStream(envelope), out);
        assertThat(Head.read(new ByteArrayInputStream(out.toByteArray())).area())
                .isEqualTo(Head.read(new ByteArrayInputStream(envelope)).area());
        return out.toByteArray();
    }

    /** An envelope with many bytes behind it, and a sink, which compare how far they are, and are not to be closed. */
    private static final class Ends extends FilterInputStream {

        private long left;
        private long read;
        private long written;
        private long mostKept;

        private final OutputStream out = new OutputStream() {
            @Override
            public void write(int octet) {
                written++;
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                written += length;
            }

            @Override
            public void close() {
                throw new AssertionError("it belongs to the caller");
            }
        };

        Ends(InputStream first, long more) {
            super(first);
            this.left = more;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            if (count < 0 && left > 0) {
                count = (int) Math.min(left, length);
                left -= count;
            }
            read += Math.max(count, 0);
            mostKept = Math.max(mostKept, read - written);
            return count;
        }

        @Override
        public void close() {
            throw new AssertionError("it belongs to the caller");
        }
    }
}
