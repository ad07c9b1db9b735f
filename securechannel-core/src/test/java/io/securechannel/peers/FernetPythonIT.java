package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.hybrid.symmetric.Fernet;
import io.securechannel.hybrid.symmetric.SymmetricCipher;
import io.securechannel.secret.Password;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Fernet tokens cross with Python's cryptography, both ways; so does a token of a SymmetricCipher, by its layout. */
@Tag("it")
class FernetPythonIT {

    private static final List<Integer> LENGTHS = List.of(0, 1, 15, 16, 17, 100_000);
    private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");

    /** Prints a key, and a token for each length that it is given. */
    private static final String MAKE = """
            import sys
            from cryptography.fernet import Fernet
            key = Fernet.generate_key()
            print(key.decode())
            for length in sys.argv[1:]:
                print(Fernet(key).encrypt(bytes(i % 251 for i in range(int(length)))).decode())
            """;

    /**
     * Reads from standard input the time, the time-to-live or -, the keys, and on the last line the token; prints the plaintext in
     * hexadecimal, or refused.
     */
    private static final String OPEN = """
            import sys
            from cryptography.fernet import Fernet, MultiFernet, InvalidToken
            now, ttl, *keys, token = sys.stdin.read().split()
            fernet = MultiFernet([Fernet(key) for key in keys])
            try:
                if ttl == '-':
                    print(fernet.decrypt(token.encode()).hex() + '.')
                else:
                    print(fernet.decrypt_at_time(token.encode(), int(ttl), int(now)).hex() + '.')
            except InvalidToken:
                print('refused')
            """;

    /** Reads keys and a token, and brings the token to the first key. */
    private static final String ROTATE = """
            import sys
            from cryptography.fernet import Fernet, MultiFernet
            *keys, token = sys.stdin.read().split()
            print(MultiFernet([Fernet(key) for key in keys]).rotate(token.encode()).decode())
            """;

    /** Reads a text of symmetric keys and a token, both by their layout alone. */
    private static final String SYMMETRIC = """
            import base64, hashlib, sys
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM
            def decode(text):
                return base64.urlsafe_b64decode(text + '=' * (-len(text) % 4))
            keys, token = sys.stdin.read().split()
            assert keys.startswith('scsk1_')
            encoded, checksum = decode(keys[6:])[:-8], decode(keys[6:])[-8:]
            assert hashlib.sha256(b'SecureChannel symmetric keys v1\\0' + encoded).digest()[:8] == checksum
            keys = {encoded[at:at + 4]: encoded[at + 4:at + 36] for at in range(1, len(encoded), 36)}
            token = decode(token)
            header, prefix, number, nonce, rest = token[:12], token[12], token[13:17], token[17:29], token[29:]
            assert header[:4] == b'SCT\\1' and prefix == 1
            associated = b'SecureChannel symmetric token v1\\0' + header + b'user 7'
            plaintext = AESGCM(keys[number]).decrypt(nonce, rest, associated)
            assert plaintext[:32] == bytes(32)
            print(int.from_bytes(header[4:], 'big'), plaintext[32:].decode())
            """;

    private static String python = "";

    @BeforeAll
    static void findPython() throws Exception {
        var found = python();
        if (found.isEmpty()) {
            System.out.println("SKIPPED: no python3 with cryptography, and so the checks against it are left out");
        }
        assumeTrue(found.isPresent(), "no python3 with cryptography: the checks against it are skipped");
        python = found.get();
    }

    @Test
    void whatPythonEncryptsIsDecryptedHere() throws Exception {
        var arguments = new ArrayList<>(List.of(python, "-c", MAKE));
        LENGTHS.forEach(each -> arguments.add(each.toString()));
        try (var program = Program.start(arguments)) {
            assertThat(program.awaitExit()).as("%s", program).isZero();
            var lines = program.output().lines().toList();
            assertThat(lines).hasSize(1 + LENGTHS.size());
            try (var fernet = fernet(lines.get(0));
                    var other = Fernet.generate()) {
                for (int i = 0; i < LENGTHS.size(); i++) {
                    var token = lines.get(i + 1);
                    assertThat(fernet.decrypt(token, Duration.ofMinutes(5))).isEqualTo(plaintext(LENGTHS.get(i)));
                    assertRefused(Reason.NOT_OPENED, () -> other.decrypt(token));
                }
            }
        }
    }

    @Test
    void whatIsEncryptedHereIsDecryptedByPython() throws Exception {
        try (var fernet = at(THEN, Fernet.generate());
                var other = Fernet.generate()) {
            for (int length : LENGTHS) {
                var token = fernet.encrypt(plaintext(length));
                assertThat(open(THEN, "60", token, fernet))
                        .isEqualTo(HexFormat.of().formatHex(plaintext(length)) + ".");
            }
            var token = fernet.encrypt(plaintext(5));
            assertThat(open(THEN, "-", token, other)).isEqualTo("refused");
            assertThat(open(THEN, "-", token, other, fernet)).isEqualTo("0001020304.");
        }
    }

    /** The same tokens live for the same seconds on both sides. */
    @Test
    void bothSidesAgreeOnTimeToLive() throws Exception {
        try (var fernet = at(THEN, Fernet.generate())) {
            var token = fernet.encrypt(plaintext(5));
            for (int seconds : new int[] {-61, -60, 0, 90, 91}) {
                var now = THEN.plusSeconds(seconds);
                boolean lives = seconds >= -60 && seconds <= 90;
                assertThat(open(now, "90", token, fernet))
                        .as("%d seconds later, in Python", seconds)
                        .isEqualTo(lives ? "0001020304." : "refused");
                try (var reader = fernet.withClock(InstantSource.fixed(now))) {
                    if (lives) {
                        assertThat(reader.decrypt(token, Duration.ofSeconds(90)))
                                .isEqualTo(plaintext(5));
                    } else {
                        assertRefused(Reason.EXPIRED, () -> reader.decrypt(token, Duration.ofSeconds(90)));
                    }
                }
            }
        }
    }

    @Test
    void tokensAreRotatedOnBothSides() throws Exception {
        try (var old = at(THEN, Fernet.generate());
                var fresh = Fernet.generate();
                var both = Fernet.fromText(fresh.toText(), old.toText())) {
            var token = old.encrypt(plaintext(5));
            var byPython = run(ROTATE, text(fresh), text(old), token);
            assertThat(fresh.decrypt(byPython)).isEqualTo(plaintext(5));
            assertThat(fresh.createdAt(byPython)).isEqualTo(THEN);
            var byUs = both.rotate(token);
            assertThat(open(THEN.plusSeconds(60), "60", byUs, fresh)).isEqualTo("0001020304.");
            assertThat(open(THEN.plusSeconds(61), "60", byUs, fresh)).isEqualTo("refused");
            assertThat(open(THEN, "-", byUs, old)).isEqualTo("refused");
        }
    }

    /** What {@link Fernet} says of Python: it reads spellings that are refused here. */
    @Test
    void pythonReadsOtherSpellings() throws Exception {
        try (var fernet = at(THEN, Fernet.generate())) {
            var token = fernet.encrypt(plaintext(5));
            var strange = token.substring(0, 40) + "%" + token.substring(40);
            var standard =
                    Base64.getEncoder().encodeToString(Base64.getUrlDecoder().decode(token));
            assertThat(open(THEN, "-", strange, fernet)).isEqualTo("0001020304.");
            assertThat(open(THEN, "-", standard, fernet)).isEqualTo("0001020304.");
            assertRefused(Reason.MALFORMED, () -> fernet.decrypt(strange));
            assertThat(open(THEN, "-", token.substring(0, token.length() - 2), fernet))
                    .isEqualTo("refused");
        }
    }

    @Test
    void aTokenOfASymmetricCipherByItsLayout() throws Exception {
        try (var old = SymmetricCipher.generate();
                var cipher = old.rotate().withClock(InstantSource.fixed(THEN));
                var keys = cipher.toText()) {
            var context = "user 7".getBytes(StandardCharsets.UTF_8);
            var token = cipher.encryptToText("hello".getBytes(StandardCharsets.UTF_8), context);
            assertThat(run(SYMMETRIC, String.valueOf(keys.copy()), token)).isEqualTo(THEN.toEpochMilli() + " hello");
        }
    }

    private static String open(Instant now, String timeToLive, String token, Fernet... keys) throws Exception {
        var input = new ArrayList<>(List.of(Long.toString(now.getEpochSecond()), timeToLive));
        for (var each : keys) {
            input.add(text(each));
        }
        input.add(token);
        return run(OPEN, input.toArray(String[]::new));
    }

    private static String run(String code, String... input) throws Exception {
        try (var program = Program.start(python, "-c", code)) {
            program.type(String.join("\n", input)).endInput();
            assertThat(program.awaitExit()).as("%s", program).isZero();
            return program.output().strip();
        }
    }

    private static Fernet fernet(String key) throws KeyMaterialException {
        try (var text = Password.copyOf(key.toCharArray())) {
            return Fernet.fromText(text);
        }
    }

    private static Fernet at(Instant instant, Fernet fernet) {
        try (fernet) {
            return fernet.withClock(InstantSource.fixed(instant));
        }
    }

    private static String text(Fernet fernet) {
        try (var text = fernet.toText()) {
            return String.valueOf(text.copy());
        }
    }

    private static byte[] plaintext(int length) {
        var plaintext = new byte[length];
        for (int i = 0; i < length; i++) {
            plaintext[i] = (byte) (i % 251);
        }
        return plaintext;
    }

    private static void assertRefused(Reason reason, ThrowingCallable code) {
        var refused = catchThrowableOfType(KeyMaterialException.class, code);
        assertThat(refused).as("is refused").isNotNull();
        assertThat(refused.reason()).as("%s", refused).isEqualTo(reason);
    }

    /** The first on the PATH, or the system's own, that has the library. */
    private static Optional<String> python() throws Exception {
        for (var each : List.of("python3", "/usr/bin/python3")) {
            if (each.startsWith("/") && !Files.isExecutable(Path.of(each))) {
                continue;
            }
            try (var program = Program.start(each, "-c", "import cryptography.fernet")) {
                if (program.awaitExit() == 0) {
                    return Optional.of(each);
                }
            } catch (IOException e) {
                System.out.println("there is no " + each);
            }
        }
        return Optional.empty();
    }
}
