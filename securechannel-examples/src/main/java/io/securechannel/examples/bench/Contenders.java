package io.securechannel.examples.bench;

import io.netty.handler.ssl.SslProvider;
import io.securechannel.examples.bench.NoiseContender.Kind;
import io.securechannel.noise.NoiseProvider;
import io.securechannel.noise.NoiseSuite.Cipher;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;
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
                    Credentials.SUITE,
                    socket -> Conscrypt.setUseSessionTickets(socket, true),
                    credentials);
        }
    },
    BOUNCY_CASTLE_SOCKET("bouncycastle-socket") {
        @Override
        Contender create(Credentials credentials) throws GeneralSecurityException, IOException {
            return new TlsSocketContender(
                    title(),
                    new BouncyCastleJsseProvider(new BouncyCastleProvider()),
                    TlsSocketContender.DEFAULT_BUFFER,
                    Credentials.SUITE,
                    socket -> {},
                    credentials);
        }
    },
    NETTY_OPENSSL("netty-openssl") {
        @Override
        Contender create(Credentials credentials) throws GeneralSecurityException, IOException {
            return new NettyContender(title(), SslProvider.OPENSSL, credentials);
        }
    },
    NETTY_JDK("netty-jdk") {
        @Override
        Contender create(Credentials credentials) throws GeneralSecurityException, IOException {
            return new NettyContender(title(), SslProvider.JDK, credentials);
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
    },
    JDK_SOCKET_256(Results.BASELINE_256) {
        @Override
        Contender create(Credentials credentials) throws GeneralSecurityException, IOException {
            return new TlsSocketContender(
                    title(),
                    Security.getProvider("SunJSSE"),
                    TlsSocketContender.DEFAULT_BUFFER,
                    Credentials.SUITE_256,
                    socket -> {},
                    credentials);
        }
    },
    FLOOR("floor") {
        @Override
        Contender create(Credentials credentials) {
            return new FloorContender(title());
        }
    },
    NOISE_XX("noise-xx") {
        @Override
        Contender create(Credentials credentials) {
            return new NoiseContender(title(), Kind.POST_QUANTUM_XX, NoiseProvider.PURE_JAVA, Cipher.AES_GCM);
        }
    },
    NOISE_XX_JDK("noise-xx-jdk") {
        @Override
        Contender create(Credentials credentials) {
            return new NoiseContender(title(), Kind.POST_QUANTUM_XX, NoiseProvider.JDK, Cipher.AES_GCM);
        }
    },
    NOISE_XX_CONSCRYPT("noise-xx-conscrypt") {
        @Override
        Contender create(Credentials credentials) {
            return new NoiseContender(title(), Kind.POST_QUANTUM_XX, NoiseProvider.CONSCRYPT, Cipher.AES_GCM);
        }
    },
    NOISE_CHACHA("noise-xx-chacha") {
        @Override
        Contender create(Credentials credentials) {
            return new NoiseContender(title(), Kind.POST_QUANTUM_XX, NoiseProvider.PURE_JAVA, Cipher.CHACHA_POLY);
        }
    },
    NOISE_CHACHA_JDK("noise-xx-chacha-jdk") {
        @Override
        Contender create(Credentials credentials) {
            return new NoiseContender(title(), Kind.POST_QUANTUM_XX, NoiseProvider.JDK, Cipher.CHACHA_POLY);
        }
    },
    NOISE_CHACHA_CONSCRYPT("noise-xx-chacha-conscrypt") {
        @Override
        Contender create(Credentials credentials) {
            return new NoiseContender(title(), Kind.POST_QUANTUM_XX, NoiseProvider.CONSCRYPT, Cipher.CHACHA_POLY);
        }
    },
    NOISE_IK("noise-ik-classical") {
        @Override
        Contender create(Credentials credentials) {
            return new NoiseContender(title(), Kind.CLASSICAL_IK, NoiseProvider.PURE_JAVA, Cipher.AES_GCM);
        }
    },
    NOISE_IK_JDK("noise-ik-classical-jdk") {
        @Override
        Contender create(Credentials credentials) {
            return new NoiseContender(title(), Kind.CLASSICAL_IK, NoiseProvider.JDK, Cipher.AES_GCM);
        }
    },
    NOISE_IK_CONSCRYPT("noise-ik-classical-conscrypt") {
        @Override
        Contender create(Credentials credentials) {
            return new NoiseContender(title(), Kind.CLASSICAL_IK, NoiseProvider.CONSCRYPT, Cipher.AES_GCM);
        }
    },
    NOISE_JAVA_XX("noise-java-xx") {
        @Override
        Contender create(Credentials credentials) {
            return new NoiseJavaContender(title(), "XX", "AESGCM");
        }
    },
    NOISE_JAVA_CHACHA("noise-java-xx-chacha") {
        @Override
        Contender create(Credentials credentials) {
            return new NoiseJavaContender(title(), "XX", "ChaChaPoly");
        }
    },
    NOISE_JAVA_IK("noise-java-ik") {
        @Override
        Contender create(Credentials credentials) {
            return new NoiseJavaContender(title(), "IK", "AESGCM");
        }
    };

    /** All that is measured beside Noise, and Noise, in one word on the command line. */
    static final String NOISE = "noise";

    private final String title;

    Contenders(String title) {
        this.title = title;
    }

    /** {@return the name on the command line and in reports} */
    String title() {
        return title;
    }

    /** {@return whether this machine has what it needs: native code is for some alone, and Netty packaged only if asked for} */
    boolean available() {
        return switch (this) {
            case CONSCRYPT_SOCKET, CHANNEL_CONSCRYPT, NOISE_XX_CONSCRYPT, NOISE_CHACHA_CONSCRYPT, NOISE_IK_CONSCRYPT ->
                TlsProvider.CONSCRYPT.available();
            case NETTY_OPENSSL -> NettyPackaged.withBoringSsl();
            case NETTY_JDK -> NettyPackaged.present();
            default -> true;
        };
    }

    /** {@return whether it takes part where nobody was named: what is measured with Noise has a run of its own} */
    boolean byDefault() {
        return compareTo(CHANNEL_BOUNCY_CASTLE) <= 0;
    }

    /** {@return whether it is measured where all of Noise is} */
    boolean withNoise() {
        return this == PLAIN || !byDefault();
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
        return new TlsSocketContender(
                name, Security.getProvider("SunJSSE"), bufferSize, Credentials.SUITE, socket -> {}, credentials);
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
