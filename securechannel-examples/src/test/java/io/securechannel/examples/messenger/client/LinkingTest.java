package io.securechannel.examples.messenger.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.ClientConfig;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.PasswordCost;
import io.securechannel.noise.OneTimeCode;
import io.securechannel.peer.Trust;
import io.securechannel.secret.Password;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The connection between the first device and a new one ends at an awkward moment: what each says then is true. */
@Timeout(120)
class LinkingTest {

    private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");

    @TempDir
    private Path directory;

    private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
    private KeyStoreManager keys;
    private KeyStoreManager newKeys;
    private Engine engine;
    private Linking linking;

    /** A socket that can be read, and not written to any more once something holds. */
    private static final class OneWaySocket extends Socket {

        private final BooleanSupplier over;

        OneWaySocket(BooleanSupplier over) {
            this.over = over;
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    if (over.getAsBoolean()) {
                        throw new IOException("the cable is cut");
                    }
                    out.write(bytes, offset, length);
                }
            };
        }
    }

    @BeforeEach
    void open() throws Exception {
        keys = store("ada");
        newKeys = store("new");
        var trust = TlsContextFactory.forClient(Trust.only(TestCa.create("Root").certificate()));
        var settings = ClientSettings.builder("localhost", 1, "ada", trust)
                .password(() -> Password.copyOf("p".toCharArray()))
                .clock(() -> NOW)
                .build();
        var account = Account.open(keys, "ada", NOW);
        var prekeys = Prekeys.open(keys, account, NOW);
        engine = new Engine(new Desk(settings, account, prekeys, Book.open(keys), new Effects()));
    }

    private KeyStoreManager store(String name) throws Exception {
        try (var password = Password.copyOf("p".toCharArray())) {
            return KeyStoreManager.builder(directory.resolve(name))
                    .passwordCost(PasswordCost.insecureForTests())
                    .create(password);
        }
    }

    @AfterEach
    void close() {
        linking.end();
        engine.desk().prekeys().close();
        engine.desk().account().close();
        keys.close();
        newKeys.close();
    }

    private int devices() {
        return engine.look(book -> engine.desk().account().list().devices().size());
    }

    /** Sockets to the new device that end as said. */
    private ServerSocket listening(BooleanSupplier over) throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress()) {
            @Override
            public Socket accept() throws IOException {
                var socket = new OneWaySocket(over);
                implAccept(socket);
                return socket;
            }
        };
    }

    private LinkOffer begin(BooleanSupplier over) throws IOException {
        linking = Linking.begin(engine, listening(over), told::add);
        return linking.offer();
    }

    private void join(LinkOffer offer, SocketFactory sockets) throws Exception {
        var at = new InetSocketAddress(InetAddress.getLoopbackAddress(), offer.port());
        try (var code = OneTimeCode.of(offer.code().toCharArray())) {
            NewDevice.join(newKeys, "ada", at, ClientConfig.noise(code).socketFactory(sockets), NOW);
        }
    }

    private String told() throws InterruptedException {
        var text = told.poll(60, TimeUnit.SECONDS);
        assertThat(text).isNotNull();
        return text;
    }

    @Test
    void aDeviceOnTheListIsNotSaidToBeUnlinked() throws Exception {
        var offer = begin(() -> devices() == 2);
        assertThatThrownBy(() -> join(offer, SocketFactory.getDefault()))
                .isInstanceOf(ChatException.class)
                .hasMessageContaining("may have this one on its list all the same");
        var device = engine.desk().account().others().get(0).id().shortName();
        assertThat(told())
                .contains("the device " + device + " is on your list", "/unlink " + device)
                .doesNotContain("not linked");
    }

    @Test
    void aDeviceThatHasAllIsLinkedAlthoughItCannotSaySo() throws Exception {
        var sockets = new OneWayFactory(this::hasAll);
        join(begin(() -> false), sockets);
        assertThat(told()).contains("is on your list, and has not said that it knows");
        assertThat(devices()).isEqualTo(2);
        try (var account = Account.open(newKeys, "ada", NOW)) {
            assertThat(account.list().version())
                    .isEqualTo(engine.desk().account().list().version());
            assertThat(account.deviceId())
                    .isEqualTo(engine.desk().account().others().get(0).id());
        }
    }

    private boolean hasAll() {
        try {
            return newKeys.find(Account.DEVICES).isPresent();
        } catch (KeyMaterialException e) {
            throw new AssertionError(e);
        }
    }

    /** Sockets to the first device that end as said. */
    private static final class OneWayFactory extends SocketFactory {

        private final BooleanSupplier over;

        OneWayFactory(BooleanSupplier over) {
            this.over = over;
        }

        @Override
        public Socket createSocket() {
            return new OneWaySocket(over);
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return connected(InetAddress.getByName(host), port);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            return connected(InetAddress.getByName(host), port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return connected(host, port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            return connected(host, port);
        }

        private Socket connected(InetAddress host, int port) throws IOException {
            var socket = createSocket();
            socket.connect(new InetSocketAddress(host, port));
            return socket;
        }
    }
}
