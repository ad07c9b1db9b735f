package io.securechannel.pki.ocsp;

import io.securechannel.internal.pki.http.HttpHost;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who is asked about which certificates, as configured: never by an address in a certificate, which the peer wrote.
 *
 * @param addresses in the order in which they are asked
 */
record ResponderAddresses(List<Responder> addresses) {

    /**
     * One responder.
     *
     * @param issuer the encoded key of the issuer that it answers for; empty if it answers for all
     * @param address where it is
     */
    record Responder(Optional<ByteBuffer> issuer, HttpHost address) {}

    ResponderAddresses {
        addresses = List.copyOf(addresses);
    }

    List<HttpHost> of(AskedCertificate asked) {
        return addresses.stream()
                .filter(each -> each.issuer.isEmpty()
                        || each.issuer
                                .get()
                                .equals(AskedCertificate.encoded(asked.issuer().getPublicKey())))
                .map(Responder::address)
                .toList();
    }

    void refresh() {
        addresses.forEach(each -> each.address.refresh());
    }

    /** {@return the addresses, for people} */
    @Override
    public String toString() {
        return addresses.stream()
                .map(each -> each.address.toString())
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
