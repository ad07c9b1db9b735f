package io.securechannel.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.securechannel.internal.crypto.Argon2Cost;
import io.securechannel.secret.SecretBytes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The last that passes on each side of a limit, what makes two things the same, and locks that are let go. */
@Tag("verify")
class KeysLimitsTest {

    private static final int LEAST = 19 << 10;

    @Test
    void aPasswordHasItsLeastCost() {
        assertThat(PasswordCost.of(LEAST, 2, 1)).hasToString("PasswordCost[19456 KiB, 2 passes, 1 lane]");
        assertThatIllegalArgumentException().isThrownBy(() -> PasswordCost.of(LEAST - 1, 2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> PasswordCost.of(LEAST, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> PasswordCost.of(LEAST, 2, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> PasswordCost.of(Integer.MAX_VALUE, 2, 1));
        assertThat(PasswordCost.weak(new Argon2Cost(LEAST, 2, 1))).isFalse();
        assertThat(PasswordCost.weak(new Argon2Cost(LEAST - 1, 2, 1))).isTrue();
        assertThat(PasswordCost.weak(new Argon2Cost(LEAST, 1, 1))).isTrue();
    }

    @Test
    void aCostThatWasFoundIsKeptIfItIsHigher() {
        var recommended = PasswordCost.recommended().parameters();
        long memory = recommended.memory();
        long passes = recommended.passes();
        // As high, by another way: the recommended one is taken.
        assertThat(PasswordCost.recommendedOr(Optional.of(new Argon2Cost(memory * passes, 1, 1)))
                        .parameters())
                .isEqualTo(recommended);
        var higher = new Argon2Cost(memory * passes + 1, 1, 1);
        assertThat(PasswordCost.recommendedOr(Optional.of(higher)).parameters()).isEqualTo(higher);
        assertThat(PasswordCost.recommendedOr(Optional.empty()).parameters()).isEqualTo(recommended);
    }

    @Test
    void aSharedSecretHas16To4096Bytes() {
        for (int length : new int[] {16, 4_096}) {
            try (var bytes = SecretBytes.random(length);
                    var secret = SharedSecret.of(bytes);
                    var same = SharedSecret.of(bytes);
                    var other = SharedSecret.random();
                    var out = secret.bytes()) {
                assertThat(secret.length()).isEqualTo(length);
                assertThat(out).isEqualTo(bytes);
                assertThat(secret)
                        .isEqualTo(same)
                        .hasSameHashCodeAs(same)
                        .hasSameHashCodeAs(bytes)
                        .isNotEqualTo(other)
                        .isNotEqualTo(bytes);
            }
        }
        for (int length : new int[] {15, 4_097}) {
            try (var bytes = SecretBytes.random(length)) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> SharedSecret.of(bytes))
                        .withMessageContaining("16 to 4096 bytes, not " + length);
            }
        }
        var closed = SharedSecret.random();
        assertThat(closed.length()).isEqualTo(32);
        closed.close();
        assertThatIllegalStateException().isThrownBy(closed::bytes);
    }

    @Test
    void storedDataHaveAFormatOfVisibleAscii() {
        var content = "content".getBytes(US_ASCII);
        var format = " ~" + "f".repeat(62);
        try (var data = StoredData.of(format, content);
                var same = StoredData.of(format, content);
                var otherFormat = StoredData.of("f", content);
                var otherContent = StoredData.of(format, "CONTENT".getBytes(US_ASCII))) {
            assertThat(data.format()).isEqualTo(format);
            assertThat(data)
                    .isEqualTo(same)
                    .hasSameHashCodeAs(same)
                    .isNotEqualTo(otherFormat)
                    .doesNotHaveSameHashCodeAs(otherFormat)
                    .isNotEqualTo(otherContent)
                    .isNotEqualTo(format);
        }
        for (var refused : new String[] {"", format + "f", "\u001F", "\u007F", "\u00FC"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> StoredData.of(refused, content));
        }
        var closed = StoredData.of("f", content);
        closed.close();
        assertThatIllegalStateException().isThrownBy(closed::content);
    }

    @Test
    void namesAndNotesHaveTheirLengths() {
        assertThatCode(() -> StoreNames.requireName("n".repeat(128))).doesNotThrowAnyException();
        assertThatCode(() -> StoreNames.requireNote("n".repeat(1_024))).doesNotThrowAnyException();
        assertThatCode(() -> StoreNames.requireNote("")).doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreNames.requireName("n".repeat(129)))
                .withMessageContaining("129 characters, and 128 is the most");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreNames.requireNote("n".repeat(1_025)))
                .withMessageContaining("1025 characters, and 1024 is the most");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\u202Eb", "a\uD800b", "a\u2028b", "a\u2029b", "a\u0378b"})
    void whatCannotBeSeenIsNoPartOfANameOrANote(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreNames.requireName(text))
                .withMessageContaining("cannot be seen");
        assertThatIllegalArgumentException().isThrownBy(() -> StoreNames.requireNote(text));
    }

    @Test
    void portsGoTo65535() throws Exception {
        assertThat(PeerAddress.checked("host:65535")).isEqualTo("host:65535");
        assertThat(PeerAddress.checked("host:0")).isEqualTo("host:0");
        assertThat(PeerAddress.checked("a:1")).isEqualTo("a:1");
        assertThatIllegalArgumentException().isThrownBy(() -> PeerAddress.checked("host:65536"));
        // What is no address is the name of nobody, in small letters.
        assertThat(PeerAddress.normal("HOST:65536")).isEqualTo("host:65536");
        assertThat(PeerAddress.normal(":1")).isEqualTo(":1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u00A0b",
                "a\u2028b",
                "a\u2029b",
                "a\u00ADb",
                "a\uE000b",
                "a\u0378b",
                "a\uD800b",
                "a/b",
                "[chat.example]",
                "a[b",
                "\u00A8.example",
                "\uFF0E",
                "a\u2025b",
                "\u2488.a"
            })
    void aHostHasNoStrangeCharacter(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PeerAddress.checked(host + ":1"))
                .withMessageContaining("none that a client can ask for");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u200C", "\u200D"})
    void aJoinerBelongsIntoSomeNames(String joiner) {
        assertThat(PeerAddress.checked("\u0646\u0627\u0645\u0647" + joiner + "\u0627\u06CC:1"))
                .endsWith(":1")
                .contains(joiner);
    }

    /** A lock that stays would stop whoever comes next in another thread. */
    @Test
    void knownPeersLetGoOfTheirLocks() throws Exception {
        try (var keys = NoiseKeyPair.generate();
                var next = NoiseKeyPair.generate()) {
            var peers = KnownPeers.inMemory();
            var key = keys.publicKey();
            List<Callable<?>> calls = List.of(
                    () -> {
                        peers.refused("host:1", key);
                        return key;
                    },
                    () -> peers.offered("host:1"),
                    () -> {
                        peers.confirm("host:1", key);
                        return key;
                    },
                    () -> peers.announced("host:1", key, next.publicKey()),
                    () -> peers.forget("host:1"));
            for (var call : calls) {
                call.call();
                elsewhere(() -> {
                    peers.refused("other:1", key);
                    peers.confirm("other:1", key);
                    return peers.offered("other:1");
                });
            }
        }
    }

    @Test
    void whoForgetsOneServerKnowsTheOthers() throws Exception {
        try (var keys = NoiseKeyPair.generate()) {
            var peers = KnownPeers.inMemory();
            assertThat(peers).hasToString("known peers in memory");
            peers.confirm("one.example:1", keys.publicKey());
            peers.confirm("two.example:1", keys.publicKey());
            assertThat(peers.forget("one.example:1")).isTrue();
            assertThat(peers.at("one.example:1")).isEmpty();
            assertThat(peers.at("two.example:1")).containsExactly(keys.publicKey());
        }
    }

    /** Names that IDNA leaves alone here, or cannot map, are themselves, and not one and the same. */
    @Test
    void namesThatAreNotMappedStayApart() {
        assertThat(PeerAddress.normal("FA\u00DF.example.:1")).isEqualTo("fa\u00DF.example:1");
        var label = "A".repeat(64);
        assertThat(PeerAddress.normal(label + ".example:1")).isEqualTo("a".repeat(64) + ".example:1");
    }

    /** What has been written once is found again: nothing changes if it is written so twice. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[[::1]]",
                "[[\\E]\\E]]]]]]]]",
                "[chat.example]",
                "chat.example..",
                "chat\u3002example\u3002",
                "[::1%a%b]",
                "[::ffff:192.0.2.1]",
                "[::1].",
                "\uFF1A\uFF1A\uFF11",
                "\u1C9Ea.example",
                "\u03A3\u1C9E\u03A3",
                "."
            })
    void anAddressIsWrittenInOneWay(String host) {
        var once = PeerAddress.normal(host + ":1");
        assertThat(PeerAddress.normal(once)).isEqualTo(once);
    }

    @Test
    void ofWhatWasOfferedTheLast1024AreRemembered() {
        try (var keys = NoiseKeyPair.generate()) {
            var peers = KnownPeers.inMemory();
            for (int i = 0; i <= 1_024; i++) {
                peers.refused("stranger:" + i, keys.publicKey());
            }
            assertThat(peers.offered("stranger:0")).isEmpty();
            assertThat(peers.offered("stranger:1")).contains(keys.publicKey());
        }
    }

    private static void elsewhere(Callable<?> work) throws Exception {
        CompletableFuture.supplyAsync(() -> {
                    try {
                        return work.call();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                })
                .get(20, TimeUnit.SECONDS);
    }
}
