package io.securechannel.internal.engine;

import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The contract, over the JDK's TLS. */
class TlsEngineTest extends ChannelEngineContract {

    private static final List<String> PROTOCOLS = List.of("test/1");
    private static final TestCa CA = TestCa.create("Engine CA");
    private static final TlsContextFactory.Server SERVER = TlsContextFactory.forServer(CA.server("engine.test"));
    private static final TlsContextFactory.Client CLIENT = TlsContextFactory.forClient(Trust.only(CA.certificate()));

    /** A port of its own for each, so that no session is resumed. */
    private static final AtomicInteger PORTS = new AtomicInteger(1);

    @Override
    ChannelEngine initiator() {
        return TlsEngine.client(CLIENT, "engine.test", PORTS.getAndIncrement(), PROTOCOLS);
    }

    @Override
    ChannelEngine responder() {
        return TlsEngine.server(SERVER, PROTOCOLS);
    }
}
