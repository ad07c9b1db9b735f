package io.securechannel.hybrid.symmetric;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.Base64Url;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.StoredData;
import io.securechannel.secret.Password;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts data with a key that all who may read it share: cookies, links, columns of a database, messages in a queue. Two methods
 * are enough for most: {@link #encrypt} and {@link #decrypt(byte[], byte[], Duration)}.
 *
 * <pre>{@code
 * try (var cipher = SymmetricCipher.in(keys, "cookies")) {
 *     String token = cipher.encryptToText(plaintext, context);
 *     return cipher.decryptText(token, context, Duration.ofHours(1));
 * }
 * }</pre>
 *
 * <p><b>What a token proves</b>: somebody who has the key made it, for this context, at the time that is in it. Not who: all who have
 * the key can make tokens. Nor that it is new: the same token opens again until its time-to-live is over. Everybody sees its date,
 * its length and the number of its key. For data that one sends and others read, take {@code HybridCipher}.
 *
 * <p><b>The context</b> is what both sides know and the token does not carry: whose it is, and what for ({@code "session of user 7"}).
 * A token does not open with another one, so that it cannot be put in the place of another. It may be empty, and need not be secret.
 *
 * <p><b>Keys.</b> The first encrypts, and every one decrypts what was made with it: tokens name theirs. {@link #rotate()} puts a new
 * one in front, {@link #without} and {@link #newestOnly()} leave old ones out. A key is good for 2<sup>32</sup> tokens (NIST SP
 * 800-38D, section 8.3, since nonces are random): rotate before. Keys are kept in a key store ({@link #in},
 * {@link #toStoredData()}), or as text in a file or an environment variable ({@link #fromText}, {@link #toText()}).
 *
 * <p><b>Construction</b>: AES-256-GCM by Tink, in one piece in memory, with the date and the context as associated data; committed to
 * the key by 32 zero bytes before the plaintext (the padding fix of Albertini and others, "How to Abuse and Fix Authenticated
 * Encryption Without Key Commitment", USENIX Security 2022): nobody, not even who knows two keys, makes a token that opens with both.
 * To the context it commits against those only who do not have the key. A token has 77 bytes more than the plaintext.
 *
 * <p>Immutable and safe for use by several threads. {@link #close()} wipes the keys; the copies that Tink works with cannot be wiped,
 * and are let go. All methods but that one throw {@link IllegalStateException} afterwards.
 */
@CheckReturnValue
public final class SymmetricCipher implements AutoCloseable {

    private final SymmetricKeySet keys;
    private final InstantSource clock;
    private volatile @Nullable TinkAead aead;

    private SymmetricCipher(SymmetricKeySet keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
        this.aead = TinkAead.of(keys);
    }

    /** {@return a cipher with one new key, by the system's clock} */
    public static SymmetricCipher generate() {
        return new SymmetricCipher(SymmetricKeySet.generate(), InstantSource.system());
    }

    /**
     * Takes the keys from a key store, where {@link #toStoredData()} was put. All versions count: the first key of the newest one
     * encrypts. So {@code keys.rotate(name, SymmetricCipher.generate().toStoredData())} rotates, and {@code keys.prune(name)} forgets
     * what came before.
     *
     * @param keys the key store, which may be closed afterwards
     * @param name what they are called there
     * @return the cipher, by the system's clock; it does not follow later changes of the store
     * @throws KeyMaterialException MISSING; WRONG_KIND if something else is there; MALFORMED if it is damaged, or two versions have
     *     different keys of one number
     */
    public static SymmetricCipher in(KeyStoreManager keys, String name) throws KeyMaterialException {
        var versions = keys.versions(name, StoredData.class);
        try {
            var joined = SymmetricKeyCodec.fromStoredData(versions.get(0));
            for (var older : versions.subList(1, versions.size())) {
                joined = join(joined, older, name);
            }
            return new SymmetricCipher(joined, InstantSource.system());
        } finally {
            versions.forEach(StoredData::close);
        }
    }

    private static SymmetricKeySet join(SymmetricKeySet newer, StoredData stored, String name)
            throws KeyMaterialException {
        try (newer;
                var older = SymmetricKeyCodec.fromStoredData(stored)) {
            return newer.and(older);
        } catch (IllegalArgumentException e) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    "the versions of \"" + name + "\" have more than " + SymmetricKeySet.MOST
                            + " keys, or different ones of the same number: prune the entry, if the old ones are not needed",
                    e);
        }
    }

    /**
     * Reads keys out of data that was stored.
     *
     * @param stored what {@link #toStoredData()} gave; the caller still owns it
     * @return the cipher, by the system's clock
     * @throws KeyMaterialException WRONG_KIND if it is something else, MALFORMED if it is damaged
     */
    public static SymmetricCipher fromStoredData(StoredData stored) throws KeyMaterialException {
        return new SymmetricCipher(SymmetricKeyCodec.fromStoredData(stored), InstantSource.system());
    }

    /**
     * Reads keys as people hand them on: {@code SymmetricCipher.fromText(Password.fromEnvironment("TOKEN_KEY"))}, or
     * {@code Password.readFile(…)}.
     *
     * @param text what {@link #toText()} gave; still belongs to the caller
     * @return the cipher, by the system's clock
     * @throws KeyMaterialException MALFORMED if it is something else; DAMAGED if its checksum says that it was not copied whole;
     *     TOO_NEW; TOO_LARGE
     */
    public static SymmetricCipher fromText(Password text) throws KeyMaterialException {
        return new SymmetricCipher(SymmetricKeyCodec.fromText(text), InstantSource.system());
    }

    /** {@return the keys, for a key store; format "securechannel symmetric keys/1"} The caller closes it. */
    public StoredData toStoredData() {
        return SymmetricKeyCodec.toStoredData(open());
    }

    /**
     * {@return the keys as text: "scsk1_" and letters, digits, '-' and '_', 66 characters for one key} Whoever has it has the keys.
     * By its beginning, tools that look for secrets in source code can find it. The caller closes it.
     */
    public Password toText() {
        return SymmetricKeyCodec.toText(open());
    }

    /** {@return the numbers of the keys, 8 hexadecimal digits each; the one that encrypts first} They are not secret. */
    public List<String> keyIds() {
        return open().names();
    }

    /**
     * {@return a cipher that encrypts with a new key, and decrypts with all of this one as well} Both have to be closed. Who does not
     * have the new key yet cannot read what it encrypts: see {@link #withPrimary}.
     *
     * @throws IllegalStateException if there are 64 keys already
     */
    public SymmetricCipher rotate() {
        return new SymmetricCipher(open().rotate(), clock);
    }

    /**
     * Returns a cipher with the same keys that encrypts with another one of them. To rotate where several programs share the keys:
     * first give all of them {@code rotate().withPrimary(theOldOne)}, which reads the new key's tokens and makes none; and when all have
     * it, the same with the new one as primary.
     *
     * @param keyId its number, as {@link #keyIds()} has it
     * @return a cipher, which has to be closed too
     * @throws IllegalArgumentException if there is no such key
     */
    public SymmetricCipher withPrimary(String keyId) {
        return new SymmetricCipher(open().withFirst(require(keyId)), clock);
    }

    /**
     * Returns a cipher without one of the keys: what was made with it does not open any more.
     *
     * @param keyId its number, as {@link #keyIds()} has it
     * @return a cipher, which has to be closed too
     * @throws IllegalArgumentException if there is no such key, or no other
     */
    public SymmetricCipher without(String keyId) {
        int id = require(keyId);
        return new SymmetricCipher(open().only(each -> each.id() != id), clock);
    }

    /** {@return a cipher with nothing but the key that encrypts} What was made with others does not open any more. Both have to be closed. */
    public SymmetricCipher newestOnly() {
        int id = open().keys().get(0).id();
        return new SymmetricCipher(open().only(each -> each.id() == id), clock);
    }

    /**
     * Returns a cipher with the same keys and another clock.
     *
     * @param clock the time
     * @return a cipher, which has to be closed too
     */
    public SymmetricCipher withClock(InstantSource clock) {
        return new SymmetricCipher(open().copy(), clock);
    }

    /**
     * Encrypts.
     *
     * @param plaintext what, less than 2 GiB; the caller still owns it
     * @param context what it is for; whoever decrypts has to know it
     * @return the token, 77 bytes longer
     */
    public byte[] encrypt(byte[] plaintext, byte[] context) {
        var now = clock.instant();
        if (now.isBefore(Instant.EPOCH)) {
            throw new IllegalStateException("the clock shows a time before 1970: " + now);
        }
        return SymmetricToken.seal(cipher(), now, plaintext, context).bytes();
    }

    /**
     * Encrypts into text for URLs, cookies and headers.
     *
     * @param plaintext what; the caller still owns it
     * @param context what it is for; whoever decrypts has to know it
     * @return the token in base64url without padding (RFC 4648, section 5)
     */
    public String encryptToText(byte[] plaintext, byte[] context) {
        return Base64Url.encode(encrypt(plaintext, context), false);
    }

    /**
     * Decrypts, however old the token is.
     *
     * @param token the token
     * @param context what it has to be for
     * @return the plaintext, which belongs to the caller
     * @throws KeyMaterialException WRONG_KEY if it was made with a key that is not here; NOT_OPENED if it was changed, or made for
     *     another context: the two cannot be told apart; MALFORMED if it is something else, or cut; TOO_NEW
     */
    public byte[] decrypt(byte[] token, byte[] context) throws KeyMaterialException {
        return open(SymmetricToken.parse(token), context);
    }

    /**
     * Decrypts what is not too old. A token may be dated up to 60 seconds in the future, since clocks differ.
     *
     * @param token the token
     * @param context what it has to be for
     * @param timeToLive how old it may be, to the millisecond; not negative
     * @return the plaintext, which belongs to the caller
     * @throws KeyMaterialException EXPIRED if it is authentic, and older, or dated in the future; otherwise as
     *     {@link #decrypt(byte[], byte[])}
     */
    public byte[] decrypt(byte[] token, byte[] context, Duration timeToLive) throws KeyMaterialException {
        TokenAge.requireTimeToLive(timeToLive);
        var parsed = SymmetricToken.parse(token);
        byte[] plaintext = open(parsed, context);
        boolean current = false;
        try {
            TokenAge.check(parsed.created(), clock.instant(), timeToLive);
            current = true;
            return plaintext;
        } finally {
            if (!current) {
                Arrays.fill(plaintext, (byte) 0);
            }
        }
    }

    /**
     * Decrypts text, however old the token is.
     *
     * @param token what {@link #encryptToText} gave, in that spelling alone
     * @param context what it has to be for
     * @return the plaintext, which belongs to the caller
     * @throws KeyMaterialException as {@link #decrypt(byte[], byte[])}
     */
    public byte[] decryptText(String token, byte[] context) throws KeyMaterialException {
        return decrypt(decode(token), context);
    }

    /**
     * Decrypts text that is not too old.
     *
     * @param token what {@link #encryptToText} gave, in that spelling alone
     * @param context what it has to be for
     * @param timeToLive how old it may be, to the millisecond; not negative
     * @return the plaintext, which belongs to the caller
     * @throws KeyMaterialException as {@link #decrypt(byte[], byte[], Duration)}
     */
    public byte[] decryptText(String token, byte[] context, Duration timeToLive) throws KeyMaterialException {
        return decrypt(decode(token), context, timeToLive);
    }

    private static byte[] decode(String token) throws KeyMaterialException {
        return Base64Url.decode(token, false)
                .orElseThrow(() -> new KeyMaterialException(
                        Reason.MALFORMED,
                        "the token is not base64url without padding (RFC 4648, section 5), as encryptToText gives it:"
                                + (token.startsWith("gAAAA") ? " it may be a Fernet token, which Fernet decrypts;" : "")
                                + " something was cut off, or stands around it"));
    }

    private byte[] open(SymmetricToken token, byte[] context) throws KeyMaterialException {
        var cipher = cipher();
        if (!keys.contains(token.keyId())) {
            throw new KeyMaterialException(
                    Reason.WRONG_KEY,
                    "the token was made with the key " + SymmetricKey.name(token.keyId()) + ", and here is "
                            + String.join(", ", keys.names())
                            + ": take the keys of whoever made it; they may have been rotated, or the old one forgotten");
        }
        return token.open(cipher, context)
                .orElseThrow(() -> new KeyMaterialException(
                        Reason.NOT_OPENED,
                        "the token names the key " + SymmetricKey.name(token.keyId())
                                + ", which is here, and does not open: it was made for another context, or changed or cut"
                                + " on its way; which of them cannot be told"));
    }

    private int require(String keyId) {
        for (var key : open().keys()) {
            if (key.name().equals(keyId)) {
                return key.id();
            }
        }
        throw new IllegalArgumentException("there is no key " + keyId + ", but " + String.join(", ", keys.names()));
    }

    private SymmetricKeySet open() {
        cipher();
        return keys;
    }

    @CanIgnoreReturnValue
    private TinkAead cipher() {
        var now = aead;
        if (now == null) {
            throw new IllegalStateException("this cipher has been closed, and its keys are wiped");
        }
        return now;
    }

    /** Wipes the keys. Further calls do nothing. */
    @Override
    public void close() {
        aead = null;
        keys.close();
    }

    /** {@return the numbers of the keys, never the keys} */
    @Override
    public String toString() {
        return "SymmetricCipher[" + String.join(", ", keys.names()) + "]";
    }
}
