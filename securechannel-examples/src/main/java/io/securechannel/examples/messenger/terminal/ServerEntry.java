package io.securechannel.examples.messenger.terminal;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.examples.tap.HostAndPort;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.keys.StoredData;
import io.securechannel.keys.TrustedCertificate;
import io.securechannel.peer.Trust;
import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server, as it was named at the first start, and whom to believe that it is the server: kept in the key store, where nobody
 * without the password can change it.
 *
 * @param servers where it is: its name, as its certificate has it, and its port; and other servers of the same community
 * @param authorities that are believed; none for those that the JDK ships, or for pins alone
 * @param pins of its key; none without pins
 * @param noise empty over TLS; over Noise the keys that are pinned, or none if it is known by those that were confirmed
 */
record ServerEntry(
        List<InetSocketAddress> servers,
        List<X509Certificate> authorities,
        List<String> pins,
        Optional<List<NoisePublicKey>> noise) {

    static final String NAME = "chat server";

    /** With authorities beside it, {@value #AUTHORITY} 1 and so on: as earlier versions wrote it. */
    private static final String OLD_FORMAT = "securechannel chat server/1";

    static final String AUTHORITY = "chat server authority";

    /** Address and authorities in one entry: were they several, a crash between them would leave an address that any authority may vouch for. */
    private static final String FORMAT = "securechannel chat server/3";

    private static final String NOISE_FORMAT = "securechannel chat server/2 noise";

    /** Before each server but the first. */
    private static final String ALSO = "also ";

    /** Before each authority's certificate, in base64. */
    private static final String BELIEVED = "authority ";

    ServerEntry {
        servers = List.copyOf(servers);
        authorities = List.copyOf(authorities);
        pins = List.copyOf(pins);
        noise = noise.map(List::copyOf);
    }

    /** What the command line says of servers; null and empty where it says nothing. */
    record Named(
            List<InetSocketAddress> servers,
            @Nullable Path ca,
            @Nullable String pin,
            boolean noise,
            List<NoisePublicKey> serverKeys) {

        boolean saysWhom() {
            return ca != null || pin != null || noise;
        }
    }

    /** What the command line says, over what is kept. */
    static Optional<ServerEntry> of(Optional<ServerEntry> kept, Named named) throws KeyMaterialException {
        if (named.servers().isEmpty() && kept.isEmpty()) {
            return Optional.empty();
        }
        var servers = named.servers().isEmpty() ? kept.orElseThrow().servers() : named.servers();
        if (!named.saysWhom() && kept.isPresent()) {
            var before = kept.get();
            return Optional.of(new ServerEntry(servers, before.authorities(), before.pins(), before.noise()));
        }
        return Optional.of(new ServerEntry(
                servers,
                named.ca() == null ? List.of() : Trust.only(named.ca()).authorities(),
                named.pin() == null ? List.of() : List.of(named.pin()),
                named.noise() ? Optional.of(named.serverKeys()) : Optional.empty()));
    }

    static Optional<ServerEntry> load(KeyStoreManager keys) throws KeyMaterialException {
        if (keys.find(NAME).isEmpty()) {
            return Optional.empty();
        }
        try (var stored = keys.get(NAME, StoredData.class)) {
            var lines =
                    new String(stored.content(), StandardCharsets.UTF_8).lines().toList();
            if (!List.of(FORMAT, NOISE_FORMAT, OLD_FORMAT).contains(stored.format()) || lines.size() < 2) {
                throw new KeyMaterialException(
                        Reason.WRONG_KIND,
                        NAME + " in the key store is not a server's address, but " + stored.format());
            }
            var entry = read(lines);
            if (stored.format().equals(NOISE_FORMAT)) {
                return Optional.of(
                        new ServerEntry(entry.servers(), List.of(), List.of(), Optional.of(parsed(entry.pins()))));
            }
            return Optional.of(
                    stored.format().equals(FORMAT)
                            ? entry
                            : new ServerEntry(entry.servers(), oldAuthorities(keys), entry.pins(), Optional.empty()));
        }
    }

    private static ServerEntry read(List<String> lines) throws KeyMaterialException {
        var servers = new ArrayList<InetSocketAddress>();
        servers.add(InetSocketAddress.createUnresolved(lines.get(0), Integer.parseInt(lines.get(1))));
        var authorities = new ArrayList<X509Certificate>();
        var more = new ArrayList<String>();
        for (var line : lines.subList(2, lines.size())) {
            if (line.startsWith(ALSO)) {
                servers.add(new HostAndPort().convert(line.substring(ALSO.length())));
            } else if (line.startsWith(BELIEVED)) {
                authorities.add(certificate(line.substring(BELIEVED.length())));
            } else {
                more.add(line);
            }
        }
        return new ServerEntry(servers, authorities, more, Optional.empty());
    }

    private static X509Certificate certificate(String base64) throws KeyMaterialException {
        try {
            var der = new ByteArrayInputStream(Base64.getDecoder().decode(base64));
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(der);
        } catch (CertificateException | IllegalArgumentException e) {
            throw new KeyMaterialException(Reason.DAMAGED, "an authority of " + NAME + " cannot be read", e);
        }
    }

    private static List<X509Certificate> oldAuthorities(KeyStoreManager keys) throws KeyMaterialException {
        var authorities = new ArrayList<X509Certificate>();
        for (int i = 1; keys.find(authority(i)).isPresent(); i++) {
            authorities.add(keys.get(authority(i), TrustedCertificate.class).certificate());
        }
        return authorities;
    }

    private static List<NoisePublicKey> parsed(List<String> texts) throws KeyMaterialException {
        var keys = new ArrayList<NoisePublicKey>();
        for (var text : texts) {
            keys.add(NoisePublicKey.parse(text));
        }
        return keys;
    }

    /** In one step: whenever the process ends, what was believed before is believed, or this. */
    void save(KeyStoreManager keys) throws KeyMaterialException {
        var lines = new ArrayList<>(List.of(host(), Integer.toString(port())));
        servers.stream().skip(1).forEach(server -> lines.add(ALSO + text(server)));
        for (var each : authorities) {
            lines.add(BELIEVED + base64(each));
        }
        lines.addAll(pins);
        noise.ifPresent(pinned -> pinned.forEach(key -> lines.add(key.text())));
        var format = noise.isPresent() ? NOISE_FORMAT : FORMAT;
        try (var data = StoredData.of(format, String.join("\n", lines).getBytes(StandardCharsets.UTF_8))) {
            keys.update(NAME, StoredData.class, before -> {
                before.ifPresent(StoredData::close);
                return data;
            });
        }
        keys.note(NAME, text(servers.get(0)));
        for (int i = 1; keys.find(authority(i)).isPresent(); i++) {
            keys.delete(authority(i));
        }
    }

    private static String base64(X509Certificate certificate) throws KeyMaterialException {
        try {
            return Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new KeyMaterialException(Reason.MALFORMED, "an authority's certificate cannot be written", e);
        }
    }

    /** {@return the name of the first} */
    String host() {
        return servers.get(0).getHostString();
    }

    /** {@return the port of the first} */
    int port() {
        return servers.get(0).getPort();
    }

    private static String text(InetSocketAddress server) {
        return server.getHostString() + ":" + server.getPort();
    }

    private static String authority(int number) {
        return AUTHORITY + " " + number;
    }

    Trust trust() {
        if (!authorities.isEmpty()) {
            return Trust.only(
                    authorities.get(0),
                    authorities.subList(1, authorities.size()).toArray(X509Certificate[]::new));
        }
        return pins.isEmpty()
                ? Trust.system()
                : Trust.pinned(pins.get(0), pins.subList(1, pins.size()).toArray(String[]::new));
    }
}
