package io.securechannel.hybrid;

import static io.securechannel.hybrid.EnvelopeSpec.join;
import static io.securechannel.hybrid.People.ADA;
import static io.securechannel.hybrid.People.BOB;
import static io.securechannel.hybrid.People.FRANK;
import static io.securechannel.hybrid.People.context;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.envelope.Segments;
import io.securechannel.secret.SecretBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bob can seal anew what Ada sent him and Frank in segments, but he cannot move a chunk of it: each is signed with its place. */
class ForgedChunksTest {

    private static final int MIB = 1 << 20;
    private static final int SIGNATURE = 64;

    /** Kind, one signer, time, two recipients (spec, section 6). */
    private static final int HEADER = 1 + 1 + 33 + 8 + 2 + 2 * 32;

    private static final byte[] TEXT = text(2 * MIB + 7);
    private static final Insider BOBS = new Insider(sealed(TEXT), BOB);
    private static final byte[] INNER = inner(BOBS);
    private static final byte[] BEGIN = Arrays.copyOf(INNER, HEADER);
    private static final List<byte[]> CHUNKS = chunks(INNER);
    private static final List<byte[]> OTHERS = chunks(inner(new Insider(sealed(TEXT), BOB)));
    private static final SignedOpener FRANKS = HybridCipher.opener(FRANK).from(ADA.publicKey());

    @TempDir
    private Path directory;

    /** What Bob does to the chunks, whose last one has 7 bytes of text. */
    record Attack(String name, UnaryOperator<List<byte[]>> change) {

        byte[] envelope() {
            return resealed(BOBS, BEGIN, change.apply(new ArrayList<>(CHUNKS)));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Attack> attacks() {
        return Stream.of(
                new Attack("the first two swapped", chunks -> picked(chunks, 1, 0, 2)),
                new Attack("the first repeated", chunks -> picked(chunks, 0, 0, 1, 2)),
                new Attack("the second repeated", chunks -> picked(chunks, 0, 1, 1, 2)),
                new Attack("one overwritten with another", chunks -> picked(chunks, 0, 0, 2)),
                new Attack("the first dropped", chunks -> picked(chunks, 1, 2)),
                new Attack("the second dropped", chunks -> picked(chunks, 0, 2)),
                new Attack("the last dropped", chunks -> picked(chunks, 0, 1)),
                new Attack("all but the first dropped", chunks -> picked(chunks, 0)),
                new Attack("all but the last dropped", chunks -> picked(chunks, 2)),
                new Attack("all dropped", chunks -> List.of()),
                new Attack("the last appended once more", chunks -> picked(chunks, 0, 1, 2, 2)),
                new Attack("the last emptied", chunks -> put(chunks, 2, Arrays.copyOf(chunks.get(2), SIGNATURE))),
                new Attack("the last signature cut", chunks -> put(chunks, 2, Arrays.copyOf(chunks.get(2), 63))),
                new Attack("another's signature", chunks -> put(chunks, 1, mixed(chunks.get(0), chunks.get(1)))),
                new Attack(
                        "a byte in the middle", chunks -> put(chunks, 1, flipped(chunks.get(1), SIGNATURE + MIB / 2))),
                new Attack("the last byte changed", chunks -> put(chunks, 2, flipped(chunks.get(2), SIGNATURE + 6))),
                new Attack("the first of another envelope", chunks -> put(chunks, 0, OTHERS.get(0))),
                new Attack("the last of another envelope", chunks -> put(chunks, 2, OTHERS.get(2))));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void noChunkIsMoved(Attack attack) throws Exception {
        byte[] forged = attack.envelope();
        var released = new ByteArrayOutputStream();
        Refused.with(
                Reason.BAD_SIGNATURE,
                "",
                () -> FRANKS.open(new ByteArrayInputStream(forged), released, context(), Progress.none()));
        assertThat(released.size()).isLessThan(TEXT.length);
        assertThat(Arrays.equals(released.toByteArray(), Arrays.copyOf(TEXT, released.size())))
                .as("what came out before is what Ada wrote")
                .isTrue();
        assertThat(refusals(forged, TEXT)).isPositive();
    }

    @Test
    void whatIsAsItWasOpens() throws Exception {
        byte[] same = resealed(BOBS, BEGIN, CHUNKS);
        assertThat(Arrays.equals(FRANKS.open(same, context()), TEXT)).isTrue();
        assertThat(refusals(same, TEXT)).isZero();
    }

    /** The last chunk of two whole MiB is as long as the others: nothing but what is signed says that it is the last. */
    @Test
    void aWholeLastChunkIsTheLast() throws Exception {
        byte[] text = text(2 * MIB);
        var bob = new Insider(sealed(text), BOB);
        byte[] inner = inner(bob);
        byte[] begin = Arrays.copyOf(inner, HEADER);
        var chunks = chunks(inner);
        assertThat(chunks).hasSize(2);
        byte[] empty = Arrays.copyOf(chunks.get(1), SIGNATURE);
        for (var forged : List.of(
                picked(chunks, 0),
                picked(chunks, 1),
                picked(chunks, 0, 1, 1),
                List.of(chunks.get(0), chunks.get(1), empty))) {
            byte[] envelope = resealed(bob, begin, forged);
            Refused.with(Reason.BAD_SIGNATURE, "", () -> FRANKS.open(envelope, context()));
            assertThat(refusals(envelope, text)).isPositive();
        }
        assertThat(refusals(resealed(bob, begin, chunks), text)).isZero();
    }

    /** Seeks to every chunk, from the last to the first, and counts what is refused; what is not is genuine. */
    private int refusals(byte[] envelope, byte[] text) throws Exception {
        var file = Files.write(directory.resolve("envelope"), envelope);
        try (var opened = FRANKS.openFile(file, context())) {
            assertThat(opened.size()).isEqualTo(text.length);
            int refused = 0;
            for (int at = (text.length - 1) / MIB * MIB; at >= 0; at -= MIB) {
                refused += genuine(opened, at, text) ? 0 : 1;
            }
            return refused;
        } catch (KeyMaterialException e) {
            assertThat(e.reason()).isEqualTo(Reason.BAD_SIGNATURE);
            return 1;
        }
    }

    private static boolean genuine(SeekableByteChannel opened, int at, byte[] text) {
        var part = ByteBuffer.allocate(10);
        try {
            opened.position(at).read(part);
        } catch (IOException e) {
            assertThat(e.getCause())
                    .isInstanceOfSatisfying(
                            KeyMaterialException.class,
                            cause -> assertThat(cause.reason()).isEqualTo(Reason.BAD_SIGNATURE));
            return false;
        }
        assertThat(part.position()).isEqualTo(Math.min(10, text.length - at));
        assertThat(Arrays.copyOf(part.array(), part.position()))
                .isEqualTo(Arrays.copyOfRange(text, at, at + part.position()));
        return true;
    }

    private static byte[] text(int length) {
        var text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) (i / MIB + 1);
        }
        return text;
    }

    private static byte[] sealed(byte[] text) {
        var out = new ByteArrayOutputStream();
        try {
            HybridCipher.to(BOB.publicKey(), FRANK.publicKey())
                    .signedBy(ADA)
                    .seal(new ByteArrayInputStream(text), out, context(), Progress.none());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    private static SecretBytes key(Insider insider) {
        return SecretBytes.owning(EnvelopeSpec.derive(insider.cek, "content", insider.envelope.id()));
    }

    private static byte[] inner(Insider insider) {
        try (var key = key(insider)) {
            return Segments.open(key, insider.envelope.preheader, new ByteArrayInputStream(insider.envelope.content))
                    .readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] resealed(Insider insider, byte[] begin, List<byte[]> chunks) {
        var out = new ByteArrayOutputStream();
        try (var key = key(insider);
                var segments = Segments.seal(key, insider.envelope.preheader, out)) {
            segments.write(join(begin, join(chunks.toArray(byte[][]::new))));
            segments.finish();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        insider.envelope.content = out.toByteArray();
        return insider.envelope.bytes();
    }

    private static List<byte[]> chunks(byte[] inner) {
        var chunks = new ArrayList<byte[]>();
        for (int at = HEADER; at < inner.length; at += SIGNATURE + MIB) {
            chunks.add(Arrays.copyOfRange(inner, at, Math.min(inner.length, at + SIGNATURE + MIB)));
        }
        return chunks;
    }

    private static List<byte[]> picked(List<byte[]> chunks, int... places) {
        return Arrays.stream(places).mapToObj(chunks::get).toList();
    }

    private static List<byte[]> put(List<byte[]> chunks, int place, byte[] chunk) {
        chunks.set(place, chunk);
        return chunks;
    }

    private static byte[] mixed(byte[] signed, byte[] chunk) {
        return join(Arrays.copyOf(signed, SIGNATURE), Arrays.copyOfRange(chunk, SIGNATURE, chunk.length));
    }

    private static byte[] flipped(byte[] chunk, int place) {
        byte[] flipped = chunk.clone();
        flipped[place] ^= 1;
        return flipped;
    }
}
