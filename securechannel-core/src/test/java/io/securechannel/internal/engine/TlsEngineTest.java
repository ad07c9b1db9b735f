package io.securechannel.internal.engine;

import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;

/** The contract, over the TLS of each provider, and of each against the JDK's. */
class TlsEngineTest {

    private static final List<String> PROTOCOLS = List.of("test/1");
    private static final TestCa CA = TestCa.create("Engine CA");

    /** A port of its own for each, so that no session is resumed. */
    private static final AtomicInteger PORTS = new AtomicInteger(1);

    @Nested
    class Jdk extends Contract {
        Jdk() {
            super(TlsProvider.JDK, TlsProvider.JDK);
        }
    }

    @Nested
    class Conscrypt extends Contract {
        Conscrypt() {
            super(TlsProvider.CONSCRYPT, TlsProvider.CONSCRYPT);
        }
    }

    @Nested
    class ConscryptClient extends Contract {
        ConscryptClient() {
            super(TlsProvider.CONSCRYPT, TlsProvider.JDK);
        }
    }

    @Nested
    class ConscryptServer extends Contract {
        ConscryptServer() {
            super(TlsProvider.JDK, TlsProvider.CONSCRYPT);
        }
    }

    @Nested
    class BouncyCastle extends Contract {
        BouncyCastle() {
            super(TlsProvider.BOUNCY_CASTLE, TlsProvider.BOUNCY_CASTLE);
        }
    }

    @Nested
    class BouncyCastleClient extends Contract {
        BouncyCastleClient() {
            super(TlsProvider.BOUNCY_CASTLE, TlsProvider.JDK);
        }
    }

    @Nested
    class BouncyCastleServer extends Contract {
        BouncyCastleServer() {
            super(TlsProvider.JDK, TlsProvider.BOUNCY_CASTLE);
        }
    }

    abstract static class Contract extends ChannelEngineContract {

        private final TlsContextFactory.Client client;
        private final TlsContextFactory.Server server;

        Contract(TlsProvider client, TlsProvider server) {
            this.client = TlsContextFactory.clientBuilder(Trust.only(CA.certificate()))
                    .provider(client)
                    .build();
            this.server = TlsContextFactory.serverBuilder(CA.server("engine.test"))
                    .provider(server)
                    .build();
        }

        @Override
        boolean halfClose(ChannelEngine engine) {
            return ((TlsEngine) engine).provider().halfClose();
        }

        @Override
        ChannelEngine initiator() {
            return TlsEngine.client(client, "engine.test", PORTS.getAndIncrement(), PROTOCOLS);
        }

        @Override
        ChannelEngine responder() {
            return TlsEngine.server(server, PROTOCOLS);
        }
    }
}
