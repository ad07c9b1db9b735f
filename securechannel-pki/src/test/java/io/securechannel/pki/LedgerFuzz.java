package io.securechannel.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.math.BigInteger;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An authority's ledger is read and written as the same bytes; names as people type them have one canonical form, or are refused. */
class LedgerFuzz extends FuzzTarget {

    @Override
    protected List<byte[]> seeds() throws Exception {
        var hash = "00".repeat(32);
        var certificate = new IssuedCertificate(
                BigInteger.TEN,
                "CN=ada",
                List.of("chat.example"),
                "tlsServer",
                Instant.EPOCH,
                Instant.ofEpochSecond(1_900_000_000L),
                hash,
                Instant.EPOCH,
                Optional.of(new Revocation(
                        Instant.ofEpochSecond(5),
                        List.of(RevocationReason.values()).get(0))));
        var ledger = new Ledger(hash, 7, List.of(new Ledger.Entry(certificate, true)));
        return List.of(
                FuzzInput.of(0, LedgerCodec.encode(ledger)),
                FuzzInput.of(1, utf8("b\u00FCcher.example")),
                FuzzInput.of(1, utf8("*.chat.example")),
                FuzzInput.of(1, utf8("2001:db8::1")),
                FuzzInput.of(2, utf8("https://chat.example:8443/a?b")),
                FuzzInput.of(3, utf8("ada@chat.example")));
    }

    @Override
    protected List<String> words() {
        return List.of("xn--", "::ffff:", "[", "]", "127.0.0.1", "urn:uuid:", "spiffe://", "%2f");
    }

    @Override
    protected List<String> followed() {
        return List.of("org.bouncycastle.asn1");
    }

    @Override
    protected Set<String> reaches() {
        return Set.of(Refusals.READ, "a host", "a URI", "an address of mail");
    }

    @Override
    protected long mostAnyway() {
        return LITTLE;
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        int form = in.choice(4);
        var rest = in.rest();
        if (form == 0) {
            var read = Refusals.read(
                    EnumSet.of(Reason.DAMAGED, Reason.TOO_NEW, Reason.TOO_LARGE), () -> LedgerCodec.decode(rest));
            if (read.isPresent()) {
                assertThat(LedgerCodec.encode(read.get())).isEqualTo(rest);
            }
            return;
        }
        name(form, new String(rest, java.nio.charset.StandardCharsets.UTF_8));
    }

    private static void name(int form, String text) {
        try {
            var name = of(form, text);
            var again = AlternativeName.decode(name.encode());
            assertThat(again).contains(name);
            reached(form == 1 ? "a host" : form == 2 ? "a URI" : "an address of mail");
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage().codePoints().noneMatch(Character::isISOControl))
                    .isTrue();
        }
    }

    private static AlternativeName of(int form, String text) {
        return switch (form) {
            case 1 -> AlternativeName.host(text);
            case 2 -> AlternativeName.uri(text);
            default -> AlternativeName.email(text);
        };
    }
}
