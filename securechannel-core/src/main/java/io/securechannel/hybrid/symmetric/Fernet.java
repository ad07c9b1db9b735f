package io.securechannel.hybrid.symmetric;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.AesCbc;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.StoredData;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads and writes Fernet tokens (github.com/fernet/spec), as {@code cryptography.fernet} in Python does: for those who exchange them
 * with such programs, or have them lying about. What is new is better made with {@link SymmetricCipher}, which has a context, 256-bit
 * keys, and says which key is missing.
 *
 * <pre>{@code
 * try (var key = Password.readFile(keyFile); // what Fernet.generate_key() gave in Python
 *         var fernet = Fernet.fromText(key)) {
 *     return fernet.decrypt(token, Duration.ofHours(1));
 * }
 * }</pre>
 *
 * <p>Several keys are what MultiFernet is in Python: the first encrypts, and all decrypt; {@link #rotate} brings a token to the first.
 * Everybody sees a token's date and length. Whoever has the key can make tokens, and a token opens as often as it is shown.
 *
 * <p><b>Order.</b> Nothing is decrypted before the HMAC is verified, in constant time (AES-128-CBC alone would answer questions about
 * the padding); the date counts only afterwards, so that EXPIRED is said of authentic tokens alone.
 *
 * <p><b>Stricter than Python's</b>, which skips characters that are none of base64 (spaces, line ends), and takes '+' and '/' for '-'
 * and '_', and stray bits in the last character: here a token, and a key, has one spelling, base64url with its padding. What Python
 * writes is in that spelling.
 *
 * <p>Immutable and safe for use by several threads. {@link #close()} wipes the keys. All methods but that one throw
 * {@link IllegalStateException} afterwards.
 */
@CheckReturnValue
public final class Fernet implements AutoCloseable {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<FernetKey> keys;
    private final InstantSource clock;

    private Fernet(List<FernetKey> keys, InstantSource clock) {
        this.keys = List.copyOf(keys);
        this.clock = clock;
    }

    /** {@return Fernet with a new key, by the system's clock} */
    public static Fernet generate() {
        return new Fernet(List.of(new FernetKey(SecretBytes.random(FernetKey.LENGTH))), InstantSource.system());
    }

    /**
     * Reads keys as Python has them.
     *
     * @param newest 32 bytes in base64url, 44 characters; still belongs to the caller
     * @param older those that decrypt as well
     * @return Fernet with these keys, by the system's clock
     * @throws KeyMaterialException MALFORMED if a text is no key
     */
    public static Fernet fromText(Password newest, Password... older) throws KeyMaterialException {
        var keys = new ArrayList<FernetKey>();
        boolean whole = false;
        try {
            keys.add(FernetKey.fromText(newest));
            for (var each : older) {
                keys.add(FernetKey.fromText(each));
            }
            whole = true;
            return new Fernet(keys, InstantSource.system());
        } finally {
            if (!whole) {
                keys.forEach(FernetKey::close);
            }
        }
    }

    /**
     * Takes the keys from a key store, where {@link #toStoredData()} was put, and nothing else: a {@link
     * io.securechannel.keys.SharedSecret} that serves another protocol is refused. All versions count: the first key of the newest one
     * encrypts. So {@code keys.rotate(name, Fernet.generate().toStoredData())} rotates, and {@code keys.prune(name)} forgets what came
     * before.
     *
     * @param keys the key store, which may be closed afterwards
     * @param name what they are called there
     * @return Fernet with these keys, by the system's clock; it does not follow later changes of the store
     * @throws KeyMaterialException MISSING; WRONG_KIND if something else is there; MALFORMED if it is damaged
     */
    public static Fernet in(KeyStoreManager keys, String name) throws KeyMaterialException {
        var versions = keys.versions(name, StoredData.class);
        var found = new ArrayList<FernetKey>();
        boolean whole = false;
        try {
            for (var each : versions) {
                found.addAll(FernetKeyCodec.fromStoredData(each, name));
            }
            whole = true;
            return new Fernet(found, InstantSource.system());
        } finally {
            versions.forEach(StoredData::close);
            if (!whole) {
                found.forEach(FernetKey::close);
            }
        }
    }

    /** {@return the keys, for a key store; format "securechannel fernet keys/1"} The caller closes it. */
    public StoredData toStoredData() {
        return FernetKeyCodec.toStoredData(keys);
    }

    /** {@return the newest key in base64url, 44 characters, as Python reads it} The caller closes it. */
    public Password toText() {
        return keys.get(0).toText();
    }

    /**
     * Returns Fernet with the same keys and another clock.
     *
     * @param clock the time
     * @return Fernet, which has to be closed too
     */
    public Fernet withClock(InstantSource clock) {
        return new Fernet(keys.stream().map(FernetKey::copy).toList(), clock);
    }

    /**
     * Encrypts with the newest key.
     *
     * @param plaintext what; the caller still owns it
     * @return the token, in base64url with padding (RFC 4648, section 5)
     */
    public String encrypt(byte[] plaintext) {
        var iv = new byte[AesCbc.BLOCK];
        RANDOM.nextBytes(iv);
        return encrypt(plaintext, iv);
    }

    String encrypt(byte[] plaintext, byte[] iv) {
        var now = clock.instant();
        if (now.isBefore(Instant.EPOCH)) {
            throw new IllegalStateException("the clock shows a time before 1970: " + now);
        }
        return FernetToken.seal(keys.get(0), now.getEpochSecond(), iv, plaintext)
                .text();
    }

    /**
     * Decrypts, however old the token is.
     *
     * @param token the token
     * @return the plaintext, which belongs to the caller
     * @throws KeyMaterialException NOT_OPENED if it was made with a key that is not here, or changed: the two cannot be told apart;
     *     MALFORMED if it is something else, or cut, or padded wrongly by who has the key
     */
    public byte[] decrypt(String token) throws KeyMaterialException {
        var parsed = FernetToken.parse(token);
        return parsed.open(keyOf(parsed));
    }

    /**
     * Decrypts what is not too old. A token may be dated up to 60 seconds in the future, since clocks differ.
     *
     * @param token the token
     * @param timeToLive how old it may be, in whole seconds: fractions are cut off; not negative
     * @return the plaintext, which belongs to the caller
     * @throws KeyMaterialException EXPIRED if it is authentic, and older, or dated in the future; otherwise as
     *     {@link #decrypt(String)}
     */
    public byte[] decrypt(String token, Duration timeToLive) throws KeyMaterialException {
        TokenAge.requireTimeToLive(timeToLive);
        var parsed = FernetToken.parse(token);
        var key = keyOf(parsed);
        TokenAge.check(
                parsed.created(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                timeToLive.truncatedTo(ChronoUnit.SECONDS));
        return parsed.open(key);
    }

    /**
     * Makes a token of the newest key out of one of any key, with the date of the old one: it does not live longer.
     *
     * @param token the token
     * @return another, with a fresh initialization vector
     * @throws KeyMaterialException as {@link #decrypt(String)}
     */
    public String rotate(String token) throws KeyMaterialException {
        var parsed = FernetToken.parse(token);
        byte[] plaintext = parsed.open(keyOf(parsed));
        var iv = new byte[AesCbc.BLOCK];
        RANDOM.nextBytes(iv);
        try {
            return FernetToken.seal(keys.get(0), parsed.timestamp(), iv, plaintext)
                    .text();
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    /**
     * Says when a token was made, after looking whether it is authentic.
     *
     * @param token the token
     * @return when, to the second; {@link Instant#MAX} if it is later than that
     * @throws KeyMaterialException NOT_OPENED or MALFORMED, as {@link #decrypt(String)}
     */
    public Instant createdAt(String token) throws KeyMaterialException {
        var parsed = FernetToken.parse(token);
        keyOf(parsed);
        return parsed.created();
    }

    @CanIgnoreReturnValue
    private FernetKey keyOf(FernetToken token) throws KeyMaterialException {
        for (var key : keys) {
            if (token.isOf(key)) {
                return key;
            }
        }
        throw new KeyMaterialException(
                Reason.NOT_OPENED,
                "the Fernet token does not open with "
                        + (keys.size() == 1 ? "this key" : "any of " + keys.size() + " keys")
                        + ": it was made with another key, or changed on its way; which of them cannot be told. Compare the"
                        + " keys on both sides");
    }

    /** Wipes the keys. Further calls do nothing. */
    @Override
    public void close() {
        keys.forEach(FernetKey::close);
    }

    /** {@return how many keys there are, never the keys} */
    @Override
    public String toString() {
        return "Fernet[" + keys.size() + " keys]";
    }
}
