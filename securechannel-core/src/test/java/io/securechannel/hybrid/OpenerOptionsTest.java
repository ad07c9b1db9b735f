package io.securechannel.hybrid;

import static io.securechannel.hybrid.People.ADA;
import static io.securechannel.hybrid.People.BOB;
import static io.securechannel.hybrid.People.CAROL;
import static io.securechannel.hybrid.People.FRANK;
import static io.securechannel.hybrid.People.MALLORY;
import static io.securechannel.hybrid.People.context;
import static io.securechannel.hybrid.People.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an opener was told it keeps, whatever it is told next, and however it opens. */
class OpenerOptionsTest {

    @TempDir
    private Path directory;

    static Stream<SignedOpener> postQuantumOpeners() {
        var carol = HybridCipher.opener(CAROL).requirePostQuantum();
        return Stream.of(
                carol.from(ADA.publicKey()),
                carol.from(MALLORY.publicKey(), ADA.publicKey()),
                carol.from(Sender.of(ADA.publicKey())),
                carol.from(Sender.of(MALLORY.publicKey()), Sender.of(ADA.publicKey())),
                carol.from(ADA.publicKey()).acceptRewrapped(),
                carol.from(ADA.publicKey()).formerly(BOB.publicKey()),
                carol.from(ADA.publicKey()).replayGuard((sender, id, signedAt) -> {}));
    }

    @ParameterizedTest
    @MethodSource("postQuantumOpeners")
    void signedOnesHaveToBePostQuantum(SignedOpener opener) throws Exception {
        var mixed = HybridCipher.to(CAROL.publicKey(), BOB.publicKey())
                .allowClassical()
                .signedBy(ADA);
        byte[] weak = mixed.seal(text(), context());
        Refused.with(Reason.TOO_WEAK, "requirePostQuantum()", () -> opener.open(weak, context()));
        Refused.with(Reason.TOO_WEAK, "X-Wing", () -> opener.openFrom(new ByteArrayInputStream(weak), context()));
        var file = Files.write(directory.resolve("weak"), weak);
        Refused.with(Reason.TOO_WEAK, "X-Wing", () -> opener.openFile(file, context()));
        Refused.with(
                Reason.TOO_WEAK,
                "X-Wing",
                () -> opener.open(file, directory.resolve("plain"), context(), Progress.none()));
        byte[] strong = HybridCipher.to(CAROL.publicKey()).signedBy(ADA).seal(text(), context());
        assertThat(opener.open(strong, context())).isEqualTo(text());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSignedEnvelopeIsNoUnsignedOne(boolean segments) throws Exception {
        byte[] envelope = sealed(HybridCipher.to(BOB.publicKey()).signedBy(ADA), segments);
        var opener = HybridCipher.opener(BOB).unsigned();
        var file = Files.write(directory.resolve("signed"), envelope);
        var plain = directory.resolve("plain");
        Refused.with(Reason.WRONG_KIND, "from(…)", () -> opener.openFile(file, context()));
        Refused.with(Reason.WRONG_KIND, "from(…)", () -> opener.open(file, plain, context(), Progress.none()));
        Refused.with(Reason.WRONG_KIND, "from(…)", () -> opener.open(envelope, context()));
        Refused.with(
                Reason.WRONG_KIND, "from(…)", () -> opener.openFrom(new ByteArrayInputStream(envelope), context()));
        Refused.with(
                Reason.WRONG_KIND,
                "from(…)",
                () -> opener.open(
                        new ByteArrayInputStream(envelope),
                        OutputStream.nullOutputStream(),
                        context(),
                        Progress.none()));
        assertThat(plain).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anUnsignedEnvelopeIsNoSignedOne(boolean segments) throws Exception {
        byte[] envelope = sealed(HybridCipher.to(BOB.publicKey()).unsigned(), segments);
        var opener = HybridCipher.opener(BOB).from(ADA.publicKey());
        var file = Files.write(directory.resolve("unsigned"), envelope);
        Refused.with(Reason.NOT_SIGNED, "unsigned()", () -> opener.openFile(file, context()));
        Refused.with(Reason.NOT_SIGNED, "unsigned()", () -> opener.open(envelope, context()));
        Refused.with(
                Reason.NOT_SIGNED, "unsigned()", () -> opener.openFrom(new ByteArrayInputStream(envelope), context()));
    }

    /** Any order of the three. */
    static Stream<BiFunction<SignedOpener, ReplayGuard, SignedOpener>> orders() {
        return Stream.of(
                (opener, guard) -> guarded(opener, guard).acceptRewrapped().formerly(FRANK.publicKey()),
                (opener, guard) ->
                        guarded(opener, guard).formerly(FRANK.publicKey()).acceptRewrapped(),
                (opener, guard) -> guarded(opener.acceptRewrapped(), guard).formerly(FRANK.publicKey()),
                (opener, guard) -> guarded(opener.acceptRewrapped().formerly(FRANK.publicKey()), guard),
                (opener, guard) ->
                        guarded(opener.formerly(FRANK.publicKey()), guard).acceptRewrapped(),
                (opener, guard) -> guarded(opener.formerly(FRANK.publicKey()).acceptRewrapped(), guard));
    }

    private static SignedOpener guarded(SignedOpener opener, ReplayGuard guard) {
        return opener.replayGuard(guard);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void guardFormerKeysAndRewrappedOnesGoTogether(BiFunction<SignedOpener, ReplayGuard, SignedOpener> order)
            throws Exception {
        var opener =
                order.apply(HybridCipher.opener(BOB).from(ADA.publicKey()), ReplayGuard.inMemory(Duration.ofHours(1)));
        byte[] franks = forBob(HybridCipher.to(FRANK.publicKey()).signedBy(ADA));
        var former = opener.read(franks, context());
        assertThat(former.addressedToMe()).as("a former key counts").isTrue();
        byte[] others = HybridCipher.rewrapper(CAROL)
                .add(BOB.publicKey())
                .allowClassical()
                .rewrap(HybridCipher.to(CAROL.publicKey()).signedBy(ADA).seal(text(), context()));
        assertThat(opener.read(others, context()).addressedToMe())
                .as("passed on")
                .isFalse();
        for (byte[] each : List.of(franks, others)) {
            Refused.with(Reason.REPLAYED, "", () -> opener.open(each, context()));
        }
    }

    /** One former key after the other. */
    @Test
    void formerKeysAddUp() throws Exception {
        byte[] envelope = forBob(HybridCipher.to(FRANK.publicKey()).signedBy(ADA));
        var bob = HybridCipher.opener(BOB).from(ADA.publicKey());
        assertThat(bob.formerly(FRANK.publicKey()).formerly(CAROL.publicKey()).open(envelope, context()))
                .isEqualTo(text());
        Refused.with(
                Reason.NOT_ADDRESSED,
                "formerly(…)",
                () -> bob.formerly(CAROL.publicKey()).open(envelope, context()));
    }

    /** A position behind every end is one, however far. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void positionsBehindTheEnd(boolean segments) throws Exception {
        var bob = HybridCipher.opener(BOB);
        var unsigned = Files.write(
                directory.resolve("unsigned"),
                sealed(HybridCipher.to(BOB.publicKey()).unsigned(), segments));
        var signed = Files.write(
                directory.resolve("signed"),
                sealed(HybridCipher.to(BOB.publicKey()).signedBy(ADA), segments));
        try (var one = bob.unsigned().openFile(unsigned, context());
                var other = bob.from(ADA.publicKey()).openFile(signed, context())) {
            for (var each : List.of(one, other)) {
                for (long position : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 1, text().length}) {
                    assertThat(each.position(position).read(ByteBuffer.allocate(1)))
                            .isEqualTo(-1);
                    assertThat(each.position()).isBetween(Math.min(position, Long.MAX_VALUE - 1), position);
                    assertThat(each.size()).isEqualTo(text().length);
                }
                var all = ByteBuffer.allocate(text().length);
                assertThat(each.position(0).read(all)).isEqualTo(text().length);
                assertThat(all.array()).isEqualTo(text());
            }
        }
    }

    private static byte[] forBob(Sealer sealer) throws Exception {
        return HybridCipher.rewrapper(FRANK).add(BOB.publicKey()).rewrap(sealer.seal(text(), context()));
    }

    private static byte[] sealed(Sealer sealer, boolean segments) throws IOException {
        if (!segments) {
            return sealer.seal(text(), context());
        }
        var out = new ByteArrayOutputStream();
        sealer.seal(new ByteArrayInputStream(text()), out, context(), Progress.none());
        return out.toByteArray();
    }
}
