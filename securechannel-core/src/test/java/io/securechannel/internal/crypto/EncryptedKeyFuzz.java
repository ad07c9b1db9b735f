package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.secret.Password;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Encrypted keys and PKCS#12 files with a password: refused as documented; what a KDF takes of memory is within the limits (what more time it would
 * take than they allow is no matter of this target, but where it is a hang).
 */
class EncryptedKeyFuzz extends FuzzTarget {

    private static final Set<Reason> REFUSALS = EnumSet.of(
            Reason.MALFORMED,
            Reason.UNSUPPORTED,
            Reason.KEY_MISMATCH,
            Reason.TOO_WEAK,
            Reason.TOO_LARGE,
            Reason.MISSING,
            Reason.WRONG_KIND,
            Reason.WRONG_PASSWORD,
            Reason.PASSWORD_REQUIRED);
    private static final List<String> PEM = List.of(
            "ec-pkcs8-aes256.pem",
            "ec-pkcs8-aes128-hmacWithSHA512.pem",
            "ec-pkcs8-scrypt.pem",
            "ec-pkcs8-v1-3des.pem",
            "ec-sec1-aes256.pem",
            "hostile-pbkdf2.pem",
            "ec-pkcs8-camellia.pem");
    private static final List<String> PKCS12 = List.of("ec.p12", "no-key.p12", "hostile.p12", "ed25519.p12");

    private static final Path FILE = file();

    private static Path file() {
        try {
            var file = Files.createTempFile("fuzz", ".p12");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected List<byte[]> seeds() throws Exception {
        var seeds = new ArrayList<byte[]>();
        for (var name : PEM) {
            try (var pem = Pem.parse(resource(name), name)) {
                for (var block : pem.blocks()) {
                    boolean pkcs8 = block.label().startsWith("ENCRYPTED");
                    seeds.add(pkcs8 ? FuzzInput.of(1, block.copy()) : FuzzInput.of(0, resource(name)));
                }
            }
        }
        for (var name : PKCS12) {
            seeds.add(FuzzInput.of(2, resource(name)));
        }
        return seeds;
    }

    private static byte[] resource(String name) throws IOException {
        try (var in = EncryptedKeyFuzz.class.getResourceAsStream("/io/securechannel/keys/" + name)) {
            return in.readAllBytes();
        }
    }

    /** What scrypt may take by our own limits. */
    @Override
    protected long mostAnyway() {
        return 400L << 20;
    }

    @Override
    protected List<String> followed() {
        return List.of("org.bouncycastle.asn1", "org.bouncycastle.pkcs");
    }

    @Override
    protected int mostInVerify() {
        return 16;
    }

    @Override
    protected Set<String> reaches() {
        return Set.of("PEM", "PKCS#12");
    }

    /** Costs beyond the limits, a cipher that nobody has, and a file without a key. */
    @Override
    protected boolean mayRefuse(int seed) {
        return List.of(5, 6, 8, 9).contains(seed);
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        try (var password = Password.copyOf("fixture password".toCharArray())) {
            int form = in.choice(3);
            var rest = in.rest();
            if (form == 2) {
                Files.write(FILE, rest);
                Refusals.read(REFUSALS, () -> Pkcs12.read(FILE, password, null)).ifPresent(keys -> reached("PKCS#12"));
            } else if (rest.length > 0) {
                var text = form == 0 ? rest : PemWriter.block("ENCRYPTED PRIVATE KEY", rest);
                Refusals.read(REFUSALS, () -> {
                            try (var pem = Pem.parse(text, "f")) {
                                return PrivateKeys.fromPem(pem, password);
                            }
                        })
                        .ifPresent(key -> reached("PEM"));
            }
        }
    }
}
