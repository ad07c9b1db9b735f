package io.securechannel.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.engine.ChannelEngine;
import io.securechannel.internal.engine.PlainEngine;
import io.securechannel.internal.socket.ChannelDriver;
import io.securechannel.internal.socket.RawStreams;
import io.securechannel.testkit.SocketPair;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What was taken for sending is lost where memory runs out while it is encrypted: then nothing follows, as if it had never been. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
@ExtendWith(LeavesNoThreads.class)
class FailedEngineTest {

    private final AtomicBoolean outOfMemory = new AtomicBoolean();
    private final Queue<ChannelDriver> drivers = new ConcurrentLinkedQueue<>();

    @Test
    void nothingFollowsInAStreamWhatWasLostWithinThisSide() throws Exception {
        try (var sockets = SocketPair.inMemory()) {
            var serving = Task.start(() -> streams(sockets.server(), PlainEngine.responder()));
            var client = streams(sockets.client(), engine());
            var server = serving.result();
            client.output().write(1);
            assertThat(server.input().read()).isEqualTo(1);
            outOfMemory.set(true);
            assertThatThrownBy(() -> client.output().write(2)).isInstanceOf(OutOfMemoryError.class);
            outOfMemory.set(false);
            assertThatThrownBy(() -> client.output().write(3)).isInstanceOf(SecureChannelException.class);
            assertThatThrownBy(client.output()::close).isInstanceOf(SecureChannelException.class);
            assertThat(catchThrowableOfType(
                                    SecureChannelException.class,
                                    () -> server.input().read())
                            .reason())
                    .isEqualTo(Reason.CONNECTION_CUT);
        }
    }

    private RawStreams streams(Socket socket, ChannelEngine engine) throws SecureChannelException {
        var driver = new ChannelDriver(socket, "plain:1", engine, Lane.PATIENT);
        driver.handshake(() -> {});
        drivers.add(driver);
        return new RawStreams(driver, error -> error);
    }

    @AfterEach
    void close() {
        drivers.forEach(ChannelDriver::abandon);
    }

    private ChannelEngine engine() {
        var plain = PlainEngine.initiator();
        return (ChannelEngine) Proxy.newProxyInstance(
                ChannelEngine.class.getClassLoader(), new Class<?>[] {ChannelEngine.class}, (proxy, method, given) -> {
                    boolean drains = method.getName().equals("drain") && given[0] instanceof ByteBuffer;
                    if (drains && outOfMemory.get()) {
                        throw new OutOfMemoryError("for this test");
                    }
                    try {
                        return method.invoke(plain, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
