package io.securechannel.examples.bench;

import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.conscrypt.Conscrypt;

/** Who takes part. Each is made only when it is asked for, so that a cold start is really cold. */
enum Contenders {
    PLAIN("plain") {
        @Override
        Contender create(Credentials credentials) {
            return new PlainContender(title());
        }
    },
    JDK_SOCKET(Results.BASELINE) {
        @Override
        Contender create(Credentials credentials) throws GeneralSecurityException, IOException {
            return jdkSocket(title(), TlsSocketContender.DEFAULT_BUFFER, credentials);
        }
    },
    JDK_SOCKET_16K(Results.BASELINE + "-16k") {
        @Override
        Contender create(Credentials credentials) throws GeneralSecurityException, IOException {
            return jdkSocket(title(), 16 << 10, credentials);
        }
    },
    CONSCRYPT_SOCKET("conscrypt-socket") {
        @Override
        Contender create(Credentials credentials) throws GeneralSecurityException, IOException {
            // Unlike the JDK's, its sockets resume no sessions unless they are told to.
            return new TlsSocketContender(
                    title(),
                    Conscrypt.newProvider(),
                    TlsSocketContender.DEFAULT_BUFFER,
                    socket -> Conscrypt.setUseSessionTickets(socket, true),
                    credentials);
        }
    },
    CHANNEL_JDK("channel-jdk") {
        @Override
        Contender create(Credentials credentials) {
            return channel(title(), TlsProvider.JDK, credentials);
        }
    },
    CHANNEL_CONSCRYPT("channel-conscrypt") {
        @Override
        Contender create(Credentials credentials) {
            return channel(title(), TlsProvider.CONSCRYPT, credentials);
        }
    },
    CHANNEL_BOUNCY_CASTLE("channel-bouncycastle") {
        @Override
        Contender create(Credentials credentials) {
            return channel(title(), TlsProvider.BOUNCY_CASTLE, credentials);
        }
    };

    private final String title;

    Contenders(String title) {
        this.title = title;
    }

    /** {@return the name on the command line and in reports} */
    String title() {
        return title;
    }

    /** {@return whether this machine has what it needs: Conscrypt has native code for some alone} */
    boolean available() {
        return switch (this) {
            case CONSCRYPT_SOCKET, CHANNEL_CONSCRYPT -> TlsProvider.CONSCRYPT.available();
            default -> true;
        };
    }

    /** {@return what bears this name} */
    static Contenders named(String title) {
        return Arrays.stream(values())
                .filter(each -> each.title.equals(title))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no contender " + title));
    }

    /** {@return the place in reports of what bears this name; strangers come last} */
    static int position(String title) {
        return Arrays.stream(values())
                .filter(each -> each.title.equals(title))
                .mapToInt(Contenders::ordinal)
                .findFirst()
                .orElse(Integer.MAX_VALUE);
    }

    abstract Contender create(Credentials credentials) throws GeneralSecurityException, IOException;

    static List<Contender> create(List<Contenders> chosen, Credentials credentials)
            throws GeneralSecurityException, IOException {
        var created = new ArrayList<Contender>();
        for (var each : chosen) {
            created.add(each.create(credentials));
        }
        return created;
    }

    private static Contender jdkSocket(String name, int bufferSize, Credentials credentials)
            throws GeneralSecurityException, IOException {
        return new TlsSocketContender(name, Security.getProvider("SunJSSE"), bufferSize, socket -> {}, credentials);
    }

    private static Contender channel(String name, TlsProvider provider, Credentials credentials) {
        var server = TlsContextFactory.serverBuilder(credentials.server()).provider(provider);
        var client = TlsContextFactory.clientBuilder(Trust.only(credentials.authority()))
                .provider(provider);
        if (provider != TlsProvider.CONSCRYPT) { // which takes this suite by itself, and cannot be told
            server.cipherSuites(Credentials.SUITE);
            client.cipherSuites(Credentials.SUITE);
        }
        return new ChannelContender(name, server.build(), client.build());
    }
}
