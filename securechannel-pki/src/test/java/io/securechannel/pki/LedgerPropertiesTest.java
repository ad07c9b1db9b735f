package io.securechannel.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

@Tag("verify")
class LedgerPropertiesTest {

    @Property(tries = 300)
    void everyLedgerReadsBack(@ForAll("ledgers") Ledger ledger) throws Exception {
        assertThat(LedgerCodec.decode(LedgerCodec.encode(ledger))).isEqualTo(ledger);
    }

    @Property(tries = 300)
    void aListLosesNobodyWhoIsRevokedAndValid(@ForAll("ledgers") Ledger ledger, @ForAll("times") Instant now) {
        var next = ledger.withNextCrl(now).onNextCrl(now);
        assertThat(ledger.onNextCrl(now)).containsAll(next);
        assertThat(next)
                .containsExactlyElementsOf(ledger.issued().stream()
                        .filter(each -> each.revocation().isPresent()
                                && !each.notAfter().isBefore(now))
                        .toList());
        assertThat(ledger.withNextCrl(now).crlNumber()).isEqualTo(ledger.crlNumber() + 1);
        assertThat(ledger.withNextCrl(now).prunedBefore(now).onNextCrl(now)).isEqualTo(next);
        assertThat(ledger.prunedBefore(now).onNextCrl(now)).isEqualTo(ledger.onNextCrl(now));
    }

    @Provide
    Arbitrary<Ledger> ledgers() {
        return Combinators.combine(
                        hashes(),
                        Arbitraries.longs().between(0, Long.MAX_VALUE - 1),
                        entries().list().ofMaxSize(6))
                .as((authority, number, entries) -> {
                    var seen = new HashSet<BigInteger>();
                    var distinct = entries.stream()
                            .filter(entry -> seen.add(entry.certificate().serial()))
                            .toList();
                    return new Ledger(authority, number, distinct);
                });
    }

    @Provide
    Arbitrary<Instant> times() {
        return Arbitraries.longs().between(0, 7_258_118_400L).map(Instant::ofEpochSecond);
    }

    private Arbitrary<Ledger.Entry> entries() {
        var serials = Arbitraries.bigIntegers()
                .between(BigInteger.ONE, BigInteger.ONE.shiftLeft(160).subtract(BigInteger.ONE));
        var texts = Arbitraries.strings().withCharRange(' ', '\uD7FF').ofMaxLength(80);
        var revocations = Combinators.combine(times(), Arbitraries.of(RevocationReason.values()))
                .as(Revocation::new)
                .optional();
        return Combinators.combine(serials, texts, texts.list().ofMaxSize(4), times(), times(), hashes(), revocations)
                .as((serial, text, names, begin, end, hash, revocation) ->
                        entry(serial, text, names, List.of(begin, end), hash, revocation));
    }

    private static Ledger.Entry entry(
            BigInteger serial,
            String text,
            List<String> names,
            List<Instant> life,
            String hash,
            Optional<Revocation> revocation) {
        var certificate = new IssuedCertificate(
                serial, text, names, "tlsServer", life.get(0), life.get(1), hash, life.get(0), revocation);
        return new Ledger.Entry(certificate, revocation.isPresent() && serial.testBit(0));
    }

    private static Arbitrary<String> hashes() {
        return Arbitraries.bytes().array(byte[].class).ofSize(32).map(HexFormat.of()::formatHex);
    }
}
