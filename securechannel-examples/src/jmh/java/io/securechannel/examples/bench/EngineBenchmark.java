package io.securechannel.examples.bench;

import io.securechannel.error.SecureChannelException;
import io.securechannel.internal.engine.ChannelEngine;
import io.securechannel.internal.engine.ChannelEngine.Turn;
import io.securechannel.internal.engine.NoiseEngine;
import io.securechannel.internal.engine.TlsEngine;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.noise.NoiseContext;
import io.securechannel.noise.internal.NoiseSides;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.nio.ByteBuffer;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Both ends of a channel without a socket: plaintext into records at one, and out of them at the other. */
@State(Scope.Thread)
public class EngineBenchmark {

    private static final int ROOM = 1 << 18;

    /** Over what, and by whom. */
    public enum Protocol {
        /** TLS by the JDK. */
        TLS_JDK,
        /** TLS by Conscrypt. */
        TLS_CONSCRYPT,
        /** TLS by Bouncy Castle. */
        TLS_BOUNCY_CASTLE,
        /** Noise, AES-256-GCM by the JDK. */
        NOISE
    }

    private final ByteBuffer network = ByteBuffer.allocate(ROOM);
    private final ByteBuffer opened = ByteBuffer.allocate(ROOM);

    /** Bytes of plaintext. */
    @Param({"64", "1024", "16384", "65536"})
    public int size;

    /** Over what. */
    @Param
    public Protocol protocol;

    private ByteBuffer content = ByteBuffer.allocate(0);
    private ChannelEngine client;
    private ChannelEngine server;

    /** For JMH. */
    public EngineBenchmark() {}

    /** Shakes hands. */
    @Setup
    public void connect() throws Exception {
        content = ByteBuffer.wrap(RawSlot.random(size));
        switch (protocol) {
            case TLS_JDK -> tls(TlsProvider.JDK);
            case TLS_CONSCRYPT -> tls(TlsProvider.CONSCRYPT);
            case TLS_BOUNCY_CASTLE -> tls(TlsProvider.BOUNCY_CASTLE);
            case NOISE -> noise();
        }
        var toServer = ByteBuffer.allocate(ROOM);
        var toClient = ByteBuffer.allocate(ROOM);
        while (client.turn() != Turn.DONE || server.turn() != Turn.DONE) {
            move(client, toServer, server);
            move(server, toClient, client);
        }
        move(server, toClient, client); // tickets
    }

    private void tls(TlsProvider provider) throws Exception {
        var credentials = Credentials.create();
        var serving = TlsContextFactory.serverBuilder(credentials.server()).provider(provider);
        var calling = TlsContextFactory.clientBuilder(Trust.only(credentials.authority()))
                .provider(provider);
        client = TlsEngine.client(calling.build(), "localhost", 1, List.of());
        server = TlsEngine.server(serving.build(), List.of());
    }

    private void noise() {
        var keys = NoiseKeyPair.generate();
        var own = NoiseKeyPair.generate();
        var calling = NoiseContext.forClient(Trust.pinned(keys.publicKey()))
                .identity(own)
                .build();
        var serving = NoiseContext.forServer(keys)
                .clients(Trust.allow(own.publicKey()::equals))
                .build();
        client = NoiseEngine.client(NoiseSides.of(calling), "localhost:1", List.of(), false);
        server = NoiseEngine.server(NoiseSides.of(serving), "localhost:2", List.of(), false);
    }

    /** What the receiver leaves, because it has the word first, waits in the buffer. */
    private void move(ChannelEngine from, ByteBuffer network, ChannelEngine to) throws SecureChannelException {
        if (from.turn() == Turn.SEND || from.hasOutput()) {
            from.drain(ByteBuffer.allocate(0), network);
        }
        network.flip();
        if (network.hasRemaining()) {
            to.feed(network, opened.clear());
        }
        network.compact();
    }

    /** {@return what has arrived} */
    @Benchmark
    public ByteBuffer sealAndOpen() throws SecureChannelException {
        client.drain(content.rewind(), network.clear());
        server.feed(network.flip(), opened.clear());
        if (opened.position() != size) {
            throw new IllegalStateException(opened.position() + " bytes arrived");
        }
        return opened;
    }
}
