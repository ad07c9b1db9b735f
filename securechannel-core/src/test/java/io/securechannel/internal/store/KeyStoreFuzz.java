package io.securechannel.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.Sha256;
import io.securechannel.secret.SecretBytes;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The key store file as it is, with a checksum that fits, and its content in clear, as somebody with the key could write it: refused as
 * documented, without a KDF that the file demands; content that is read is written as the same bytes.
 */
class KeyStoreFuzz extends FuzzTarget {

    private static final Set<Reason> FILE = EnumSet.of(Reason.MALFORMED, Reason.DAMAGED, Reason.TOO_NEW);
    private static final Set<Reason> OPENING =
            EnumSet.of(Reason.MALFORMED, Reason.DAMAGED, Reason.WRONG_PASSWORD, Reason.WRONG_KEY, Reason.UNSUPPORTED);
    private static final int CHECKSUM = 32;

    /** Keeps a data key in clear: what is fuzzed is what comes after it. */
    private static final DataKeyWrap CLEAR = new DataKeyWrap() {
        @Override
        public String keyId() {
            return "fuzz";
        }

        @Override
        public byte[] wrap(SecretBytes dataKey, byte[] associated) {
            return dataKey.copy();
        }

        @Override
        public SecretBytes unwrap(byte[] wrapped, byte[] associated) throws GeneralSecurityException {
            if (wrapped.length == 0) {
                throw new GeneralSecurityException("no key");
            }
            return SecretBytes.copyOf(wrapped);
        }
    };

    @Override
    protected List<byte[]> seeds() throws Exception {
        var content = content();
        try (var protection = new ExternalProtection(CLEAR)) {
            var file = SealedStore.seal(content, protection, "f");
            return List.of(
                    FuzzInput.of(0, file),
                    FuzzInput.of(1, Arrays.copyOf(file, file.length - CHECKSUM)),
                    FuzzInput.of(2, ContentCodec.encode(content, "f")));
        }
    }

    private static StoreContent content() {
        var material = SecretBytes.copyOf(new byte[] {1, 2, 3});
        var versions = List.of(
                new StoreVersion(2, Instant.ofEpochMilli(2), material), new StoreVersion(1, Instant.EPOCH, material));
        return new StoreContent(
                3, List.of(new StoreEntry("a", 8, "a note", versions), new StoreEntry("b", 7, "", versions)));
    }

    @Override
    protected List<String> words() {
        return List.of("SCKEYS\r\n\u0001\u0001", "SCKEYS\r\n\u0001\u0002");
    }

    @Override
    protected List<String> followed() {
        return List.of("org.bouncycastle.asn1");
    }

    @Override
    protected Set<String> reaches() {
        return Set.of("opened", "with a checksum made", "content");
    }

    @Override
    protected long mostAnyway() {
        return LITTLE;
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        switch (in.choice(3)) {
            case 0 -> file(in.rest(), "opened");
            case 1 -> file(fitted(in.rest()), "with a checksum made");
            default -> content(in.rest());
        }
    }

    private static byte[] fitted(byte[] bytes) {
        var file = Arrays.copyOf(bytes, bytes.length + CHECKSUM);
        System.arraycopy(Sha256.of(bytes, bytes.length), 0, file, bytes.length, CHECKSUM);
        return file;
    }

    private static void file(byte[] bytes, String place) throws Exception {
        var sealed = Refusals.read(FILE, () -> SealedStore.parse(bytes, "f"));
        if (sealed.isPresent()) {
            sealed.get()
                    .passwordCost()
                    .ifPresent(cost -> assertThat(cost.toString()).isNotEmpty());
            try (var protection = new ExternalProtection(CLEAR)) {
                Refusals.read(OPENING, () -> sealed.get().open(protection)).ifPresent(content -> reached(place));
            }
        }
    }

    private static void content(byte[] plain) throws Exception {
        var read = Refusals.read(EnumSet.of(Reason.MALFORMED), () -> ContentCodec.decode(plain.clone(), "f"));
        if (read.isPresent()) {
            assertThat(ContentCodec.encode(read.get(), "f")).isEqualTo(plain);
            reached("content");
        }
    }
}
