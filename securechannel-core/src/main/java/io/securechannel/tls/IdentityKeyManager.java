package io.securechannel.tls;

import io.securechannel.internal.jsse.JsseProvider;
import io.securechannel.keys.Identity;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows one of several identities: a server the one that holds the name that is asked for (SNI, RFC 6066, section 3), and
 * among those the first whose kind of key the peer takes. As a client it prefers what the server's list of authorities has
 * issued, and shows the first also where that list names none: the server's refusal then says what is wrong, where silence
 * would only say that a certificate is missing.
 */
final class IdentityKeyManager extends X509ExtendedKeyManager {

    private final List<Identity> identities;
    private final JsseProvider provider;

    IdentityKeyManager(List<Identity> identities, JsseProvider provider) {
        this.identities = List.copyOf(identities);
        this.provider = provider;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
        return chooseForServer(keyTypes, issuers);
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
        return chooseForServer(keyTypes, issuers);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return first(keyType, named(engine.getHandshakeSession()));
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
        return first(keyType, named(socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null));
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return aliases(keyType);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return aliases(keyType);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        var identity = at(alias);
        return identity == null
                ? null
                : identity.certificateChain().stream().map(provider::toShow).toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        var identity = at(alias);
        return identity == null ? null : provider.toSign(identity.privateKey());
    }

    private @Nullable String chooseForServer(String[] keyTypes, Principal @Nullable [] issuers) {
        var wanted = issuers == null ? List.of() : Arrays.asList(issuers);
        var issued = identities.stream()
                .filter(identity -> identity.certificateChain().stream()
                        .anyMatch(each -> wanted.contains(each.getIssuerX500Principal())))
                .toList();
        for (var candidates : List.of(issued, identities)) {
            for (var keyType : keyTypes) {
                var alias = first(keyType, candidates);
                if (alias != null) {
                    return alias;
                }
            }
        }
        return null;
    }

    /** Those that hold the name asked for; if there are none, those with the first one's names. */
    private List<Identity> named(@Nullable SSLSession session) {
        if (identities.size() == 1) {
            return identities;
        }
        if (session instanceof ExtendedSSLSession extended) {
            for (var asked : extended.getRequestedServerNames()) {
                if (asked instanceof SNIHostName name) {
                    var holders = identities.stream()
                            .filter(identity -> holds(identity, name.getAsciiName()))
                            .toList();
                    if (!holders.isEmpty()) {
                        return holders;
                    }
                }
            }
        }
        var names = names(identities.get(0));
        return identities.stream()
                .filter(identity -> names(identity).equals(names))
                .toList();
    }

    private static boolean holds(Identity identity, String name) {
        try {
            return HostName.of(name).matches(identity.certificate());
        } catch (CertificateParsingException | IllegalArgumentException e) {
            return false; // an unreadable certificate, or a name that no certificate has
        }
    }

    private static List<String> names(Identity identity) {
        try {
            return HostName.namesIn(identity.certificate()).stream().sorted().toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    private @Nullable String first(String keyType, List<Identity> candidates) {
        return candidates.stream()
                .filter(identity -> fits(identity, keyType))
                .findFirst()
                .map(identity -> Integer.toString(identities.indexOf(identity)))
                .orElse(null);
    }

    private String @Nullable [] aliases(String keyType) {
        var found = new ArrayList<String>();
        for (int i = 0; i < identities.size(); i++) {
            if (fits(identities.get(i), keyType)) {
                found.add(Integer.toString(i));
            }
        }
        return found.isEmpty() ? null : found.toArray(String[]::new);
    }

    private static boolean fits(Identity identity, String keyType) {
        return KeyType.of(identity.certificate().getPublicKey()).answers(keyType);
    }

    private @Nullable Identity at(String alias) {
        for (int i = 0; i < identities.size(); i++) {
            if (alias.equals(Integer.toString(i))) {
                return identities.get(i);
            }
        }
        return null;
    }
}
