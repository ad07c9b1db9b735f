package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;

/** The fixture itself: what is killed is gone, and comes back on its port. */
class PostgresServerIT {

    @Test
    void stopsAndIsKilledAndComesBackOnItsPort() throws Exception {
        try (var server = PostgresServer.start()) {
            connect(server.port());
            server.stop();
            assertThatThrownBy(() -> connect(server.port())).isInstanceOf(ConnectException.class);
            server.restart();
            connect(server.port());
            server.kill();
            assertThatThrownBy(() -> connect(server.port())).isInstanceOf(ConnectException.class);
            server.restart();
            connect(server.port());
            assertThat(server.jdbcUrl()).endsWith(":" + server.port() + "/postgres");
        }
    }

    private static void connect(int port) throws Exception {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
    }
}
