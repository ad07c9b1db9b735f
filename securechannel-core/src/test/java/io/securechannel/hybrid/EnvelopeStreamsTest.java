package io.securechannel.hybrid;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Envelopes as streams and at any position. */
class EnvelopeStreamsTest {

    private static final int MIB = 1 << 20;
    private static final byte[] CONTEXT = "backup of Monday".getBytes(UTF_8);
    private static final EnvelopeKeyPair BOB = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519);
    private static final SigningKeyPair ADA = SigningKeyPair.generate(SigningKeyType.ED25519);
    private static final UnsignedOpener UNSIGNED = HybridCipher.opener(BOB).unsigned();
    private static final SignedOpener SIGNED = HybridCipher.opener(BOB).from(ADA.publicKey());

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB + 17})
    void whatGoesInComesOut(int length) throws Exception {
        byte[] text = bytes(length);
        byte[] signed = sealed(HybridCipher.to(BOB.publicKey()).signedBy(ADA), text);
        byte[] unsigned = sealed(HybridCipher.to(BOB.publicKey()).unsigned(), text);
        try (var opened = SIGNED.openFrom(new ByteArrayInputStream(signed), CONTEXT)) {
            assertThat(opened.provenance().sender()).isEqualTo(Sender.of(ADA.publicKey()));
            assertThat(opened.readAllBytes()).isEqualTo(text);
        }
        assertThat(SIGNED.open(signed, CONTEXT)).isEqualTo(text);
        assertThat(UNSIGNED.open(unsigned, CONTEXT)).isEqualTo(text);
    }

    @Test
    void alsoAtAnyPosition() throws Exception {
        byte[] text = bytes(3 * MIB + 17);
        for (var sealer : new Sealer[] {
            HybridCipher.to(BOB.publicKey()).signedBy(ADA),
            HybridCipher.to(BOB.publicKey()).unsigned()
        }) {
            for (byte[] envelope : new byte[][] {sealed(sealer, text), sealer.seal(text, CONTEXT)}) {
                var file = Files.write(directory.resolve("envelope"), envelope);
                try (var opened = sealer instanceof SignedSealer
                        ? SIGNED.openFile(file, CONTEXT)
                        : UNSIGNED.openFile(file, CONTEXT)) {
                    assertThat(opened.size()).isEqualTo(text.length);
                    var part = ByteBuffer.allocate(100);
                    opened.position(2 * MIB - 50);
                    while (part.hasRemaining() && opened.read(part) >= 0) {}
                    assertThat(part.array()).isEqualTo(Arrays.copyOfRange(text, 2 * MIB - 50, 2 * MIB + 50));
                }
            }
        }
    }

    @Test
    void whatIsNotFinishedNobodyOpens() throws Exception {
        var out = new ByteArrayOutputStream();
        var sealing = HybridCipher.to(BOB.publicKey()).signedBy(ADA).sealTo(out, CONTEXT);
        sealing.write(bytes(2 * MIB));
        assertThatIOException().isThrownBy(sealing::close).withMessageContaining("finish()");
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> SIGNED.open(out.toByteArray(), CONTEXT))
                .satisfies(error -> assertThat(error.reason()).isEqualTo(Reason.NOT_OPENED));
    }

    @Test
    void aCutShowsAndWhatWasReadBeforeIsGenuine() throws Exception {
        byte[] text = bytes(3 * MIB);
        byte[] envelope = sealed(HybridCipher.to(BOB.publicKey()).signedBy(ADA), text);
        var cut = new ByteArrayInputStream(envelope, 0, envelope.length - 1);
        var released = new ByteArrayOutputStream();
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> SIGNED.open(cut, released, CONTEXT, Progress.none()))
                .satisfies(error -> assertThat(error.reason()).isEqualTo(Reason.NOT_OPENED));
        assertThat(released.toByteArray()).isEqualTo(Arrays.copyOf(text, released.size()));
        assertThat(released.size()).isLessThan(text.length);
    }

    @Test
    void progressIsTold() throws Exception {
        byte[] text = bytes(3 * MIB);
        var told = new ArrayList<Long>();
        var out = new ByteArrayOutputStream();
        HybridCipher.to(BOB.publicKey()).unsigned().seal(new ByteArrayInputStream(text), out, CONTEXT, told::add);
        assertThat(told).isSorted().endsWith((long) text.length).hasSizeGreaterThan(2);
        told.clear();
        UNSIGNED.open(new ByteArrayInputStream(out.toByteArray()), new ByteArrayOutputStream(), CONTEXT, told::add);
        assertThat(told).isSorted().endsWith((long) text.length).hasSizeGreaterThan(2);
    }

    private static byte[] sealed(Sealer sealer, byte[] text) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var sealing = sealer.sealTo(out, CONTEXT)) {
            sealing.write(text);
            sealing.finish();
        }
        return out.toByteArray();
    }

    private static byte[] bytes(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
