package io.securechannel.auth.token;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.Live;
import io.securechannel.keys.SharedSecret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The keys that verify the tokens of one issuer. Safe for use by several threads.
 *
 * <p>A token whose header names a key ({@code kid}) is verified by the key of that name, or by those that have no name; one without,
 * by all keys of its algorithm, at most 32. While an issuer replaces its key, the set holds both.
 *
 * <p>There is ES256 for issuers that others verify, and HS256 for those who share a secret with the verifier, and could sign in
 * each other's name. The keys of {@code io.securechannel.keys} that sign are Ed25519, ML-DSA and RSA, and fit none of the two.
 */
public final class TokenKeys {

    private static final int SHORTEST_SECRET = 32;
    private static final int LARGEST_FILE = 64 << 10;

    private final Source source;

    private TokenKeys(Source source) {
        this.source = source;
    }

    /** Where the keys of this moment come from. */
    @FunctionalInterface
    interface Source {
        List<VerificationKey> current();
    }

    static TokenKeys of(Source source) {
        return new TokenKeys(source);
    }

    /**
     * {@return one public key, which is tried whatever key a token names}
     *
     * @param key the issuer's key
     */
    public static TokenKeys of(ProofPublicKey key) {
        var keys = List.of(new VerificationKey(CompactJws.ES256, Optional.empty(), key.verification()));
        return new TokenKeys(() -> keys);
    }

    /**
     * Reads a set of public keys (RFC 7517, section 5), as identity providers publish it. EC keys on P-256 for ES256 are taken; keys
     * of other kinds, or for other uses, are skipped.
     *
     * @param json the set, at most 64 KiB and 32 keys
     * @return its keys
     * @throws KeyMaterialException MALFORMED if it is no such set, TOO_LARGE, WRONG_KIND if it holds a secret or a private key, and
     *     MISSING if there is no key that can be taken
     */
    public static TokenKeys ofJwkSet(String json) throws KeyMaterialException {
        var keys = JwkSet.read(json);
        return new TokenKeys(() -> keys);
    }

    /**
     * {@return a secret for HS256 (RFC 7518, section 3.2), which is tried whatever key a token names}
     *
     * @param secret 32 bytes at least, random and never a password; the caller still owns it
     * @throws IllegalArgumentException if it is shorter
     */
    public static TokenKeys secret(SharedSecret secret) {
        return secret(secret, Optional.empty());
    }

    /**
     * {@return a secret for HS256 that has a name}
     *
     * @param keyId what tokens call it (kid)
     * @param secret 32 bytes at least, random and never a password; the caller still owns it
     * @throws IllegalArgumentException if it is shorter
     */
    public static TokenKeys secret(String keyId, SharedSecret secret) {
        return secret(secret, Optional.of(keyId));
    }

    private static TokenKeys secret(SharedSecret secret, Optional<String> keyId) {
        requireLong(secret);
        try (var bytes = secret.bytes()) {
            var keys = List.of(new VerificationKey(CompactJws.HS256, keyId, Signing.hs256Check(bytes)));
            return new TokenKeys(() -> keys);
        }
    }

    /** RFC 7518, section 3.2: a key of the size of the hash or larger. */
    static void requireLong(SharedSecret secret) {
        if (secret.length() < SHORTEST_SECRET) {
            throw new IllegalArgumentException("HS256 needs a secret of " + SHORTEST_SECRET
                    + " random bytes at least, not " + secret.length() + " (RFC 7518, section 3.2)");
        }
    }

    /**
     * Public keys that may be replaced while the program runs. The text is asked for with every token, so that whoever fetches it
     * over a network returns what it has fetched and fetches in the background. A text that is no good changes nothing: the keys
     * before it stay in force, and {@link #trouble()} tells.
     *
     * @param jwkSet gives the set as {@link #ofJwkSet} reads it
     * @return the keys
     * @throws KeyMaterialException if the first text is no good
     */
    public static TokenKeys live(Live<String> jwkSet) throws KeyMaterialException {
        return new TokenKeys(new LiveJwkSet(jwkSet));
    }

    /**
     * Public keys in a file that may be replaced while the program runs. The file is read with every token; what is no good changes
     * nothing, as in {@link #live}, so that a file that is just being written does no harm.
     *
     * @param jwkSet a file with a set as {@link #ofJwkSet} reads it
     * @return the keys
     * @throws KeyMaterialException if the file is no good to begin with
     */
    public static TokenKeys file(Path jwkSet) throws KeyMaterialException {
        return live(() -> read(jwkSet));
    }

    private static String read(Path file) throws KeyMaterialException {
        try (var stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(LARGEST_FILE + 1);
            if (bytes.length > LARGEST_FILE) {
                throw new KeyMaterialException(
                        Reason.TOO_LARGE, file + " is larger than " + (LARGEST_FILE >> 10) + " KiB: not a set of keys");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new KeyMaterialException(
                    Reason.UNREADABLE, file + " cannot be read: is it there, and may this program read it?", e);
        }
    }

    /**
     * {@return these keys and others}
     *
     * @param others for instance the key that comes next
     */
    public TokenKeys and(TokenKeys others) {
        return new TokenKeys(new Both(source, others.source));
    }

    /** {@return why the newest text of live keys was not taken; empty if it was, and for keys that are not live} */
    public Optional<KeyMaterialException> trouble() {
        return trouble(source);
    }

    private static Optional<KeyMaterialException> trouble(Source source) {
        if (source instanceof Both both) {
            return trouble(both.one()).or(() -> trouble(both.other()));
        }
        return source instanceof LiveJwkSet live ? live.trouble() : Optional.empty();
    }

    List<VerificationKey> current() {
        return source.current();
    }

    private record Both(Source one, Source other) implements Source {
        @Override
        public List<VerificationKey> current() {
            return Stream.concat(one.current().stream(), other.current().stream())
                    .toList();
        }
    }

    /** {@return how many keys there are, and their names} */
    @Override
    public String toString() {
        return current().stream()
                .map(each -> each.algorithm()
                        + each.keyId().map(Refusal::quoted).map(id -> " " + id).orElse(""))
                .toList()
                .toString();
    }
}
