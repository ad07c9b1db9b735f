package io.securechannel.examples.messenger.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.messenger.protocol.Device;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.keys.EntryInfo;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.PasswordCost;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.noise.OneTimeCode;
import io.securechannel.peer.Trust;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
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

    /** A socket that cannot be written to any more, or not be read, once something holds. */
    private static final class OneWaySocket extends Socket {

        private final BooleanSupplier over;
        private final BooleanSupplier deaf;

        OneWaySocket(BooleanSupplier over, BooleanSupplier deaf) {
            this.over = over;
            this.deaf = deaf;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int count = super.read(bytes, offset, length);
                    if (deaf.getAsBoolean()) {
                        throw new IOException("the cable is cut");
                    }
                    return count;
                }
            };
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
        engine.desk().prekeys().close();
        engine.desk().account().close();
        keys.close();
        newKeys.close();
    }

    private int devices() {
        return engine.look(book -> engine.desk().account().list().devices().size());
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
        var sockets = new OneWayFactory(() -> false, () -> devices() == 2);
        try (var linking = Linking.begin(engine, 0, told::add)) {
            assertThatThrownBy(() -> join(linking.offer(), sockets))
                    .isInstanceOf(ChatException.class)
                    .hasMessageContaining("may have this one on its list all the same");
            var device = engine.desk().account().others().get(0).id().shortName();
            assertThat(told())
                    .contains("the device " + device + " is on your list", "/unlink " + device)
                    .doesNotContain("not linked");
        }
    }

    @Test
    void aDeviceThatHasAllIsLinkedAlthoughItCannotSaySo() throws Exception {
        var sockets = new OneWayFactory(this::hasAll, () -> false);
        try (var linking = Linking.begin(engine, 0, told::add)) {
            join(linking.offer(), sockets);
            assertThat(told()).contains("is on your list, and has not said that it knows");
        }
        assertThat(devices()).isEqualTo(2);
        try (var account = Account.open(newKeys, "ada", NOW)) {
            assertThat(account.list().version())
                    .isEqualTo(engine.desk().account().list().version());
            assertThat(account.deviceId())
                    .isEqualTo(engine.desk().account().others().get(0).id());
        }
    }

    /** A process that is killed leaves what it had written by then; the list is the last. */
    @Test
    void whatALinkHasLeftThatBrokeOffBecomesNoOtherIdentity() throws Exception {
        try (var linking = Linking.begin(engine, 0, told::add)) {
            join(linking.offer(), SocketFactory.getDefault());
        }
        var written = List.of(Book.ENTRY, Account.DEVICE, Prekeys.ENTRY + NOW.toEpochMilli(), Account.DEVICES);
        assertThat(newKeys.list()).extracting(EntryInfo::name).containsExactlyElementsOf(written);
        for (int i = written.size() - 1; i > 0; i--) {
            newKeys.delete(written.get(i));
            assertThatThrownBy(() -> Account.open(newKeys, "ada", NOW))
                    .isInstanceOf(KeyMaterialException.class)
                    .hasMessageContainingAll("broke off", "delete that file", "/unlink", "/link again");
            assertThatThrownBy(() -> NewDevice.requireNew(newKeys))
                    .isInstanceOf(ChatException.class)
                    .hasMessageContaining("broke off");
            assertThat(newKeys.list()).extracting(EntryInfo::name).containsExactlyElementsOf(written.subList(0, i));
        }
        newKeys.delete(written.get(0));
        NewDevice.requireNew(newKeys);
    }

    /** Two private keys, found in 12 seconds, whose devices both are bdbdf1f4 for people. */
    @Test
    void noDeviceHidesBehindTheShortNameOfAnother() throws Exception {
        try (var one = deviceKeys("40ee");
                var other = deviceKeys("9b5b")) {
            add(one);
            assertThat(DeviceId.of(other.publicKey()).shortName())
                    .isEqualTo(DeviceId.of(one.publicKey()).shortName());
            assertThatThrownBy(() -> add(other))
                    .isInstanceOf(KeyMaterialException.class)
                    .hasMessageContaining("bdbdf1f4");
        }
        assertThat(devices()).isEqualTo(2);
    }

    private static SigningKeyPair deviceKeys(String end) throws KeyMaterialException {
        var pkcs8 = "302e020100300506032b657004220420" + "0".repeat(60) + end; // RFC 8410, section 7
        try (var secret = SecretBytes.owning(HexFormat.of().parseHex(pkcs8))) {
            return SigningKeyPair.fromPkcs8(secret);
        }
    }

    private void add(SigningKeyPair device) throws Exception {
        var account = engine.desk().account();
        try (var prekey = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING)) {
            var statement = new Prekey(
                    "ada",
                    Prekey.identityHash(account.identity()),
                    DeviceId.of(device.publicKey()),
                    NOW,
                    NOW.plus(Prekey.LIFE),
                    prekey.publicKey());
            account.add(new Device(device.publicKey()), statement.sign(device), NOW);
        }
    }

    @Test
    void strangersWhoSayNothingHoldNobodyUpAndNothingIsLeftAtTheEnd() throws Exception {
        var strangers = new ArrayList<Socket>();
        int port;
        try (var linking = Linking.begin(engine, 0, told::add)) {
            var offer = linking.offer();
            port = offer.port();
            for (int i = 0; i < 20; i++) {
                strangers.add(new Socket(InetAddress.getLoopbackAddress(), offer.port()));
            }
            join(offer, SocketFactory.getDefault());
            assertThat(told()).contains("is yours now");
        }
        for (var stranger : strangers) {
            assertThat(ends(stranger)).isTrue();
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> (name + "-").matches(".*[ -]" + port + "-.*"));
        assertThat(told).isEmpty();
    }

    private static boolean ends(Socket stranger) throws IOException {
        try (stranger) {
            return stranger.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    @Test
    void aGuessUsesTheCodeUpAndIsSaid() throws Exception {
        try (var linking = Linking.begin(engine, 0, told::add)) {
            var offer = linking.offer();
            try (var other = OneTimeCode.of("abcdefgh".toCharArray())) {
                assertThatThrownBy(() -> SecureChannel.connect(
                                "localhost",
                                offer.port(),
                                ClientConfig.noise(other).build()))
                        .isInstanceOf(SecureChannelException.class);
            }
            assertThat(told()).contains("was not linked, and the code is used up", "/link shows another code");
        }
        assertThat(devices()).isEqualTo(1);
    }

    /** Between the proof of the code and the end of the linking the code is used already. */
    @Test
    void whoIsRefusedMeanwhileEndsNothing() throws Exception {
        var refused = new ArrayList<Reason>();
        try (var linking = Linking.begin(engine, 0, told::add)) {
            var offer = linking.offer();
            BooleanSupplier second = () -> {
                if (devices() == 2 && refused.isEmpty()) {
                    refused.add(refused(offer));
                }
                return false;
            };
            join(offer, new OneWayFactory(second, () -> false));
            assertThat(told()).contains("is yours now");
        }
        assertThat(refused).containsExactly(Reason.CODE_REFUSED);
        assertThat(told).isEmpty();
    }

    private static Reason refused(LinkOffer offer) {
        try (var code = OneTimeCode.of(offer.code().toCharArray());
                var channel = SecureChannel.connect(
                        "localhost", offer.port(), ClientConfig.noise(code).build())) {
            throw new AssertionError("let in: " + channel);
        } catch (SecureChannelException e) {
            return e.reason();
        }
    }

    /** As of a client that is closed meanwhile: its key store is. */
    @Test
    void whatFailsAtTheFirstDeviceIsSaidAndEndsNoThreadUncaught() throws Exception {
        var uncaught = new LinkedBlockingQueue<Throwable>();
        var before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
        try (var linking = Linking.begin(engine, 0, told::add)) {
            keys.close();
            assertThatThrownBy(() -> join(linking.offer(), SocketFactory.getDefault()))
                    .isInstanceOf(ChatException.class);
            assertThat(told()).contains("was not linked");
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(uncaught).isEmpty();
    }

    @Test
    void whenItsTimeIsOverNobodyIsWaitedForAnyMore() throws Exception {
        var linking = Linking.begin(engine, 0, Duration.ofMillis(1), told::add);
        try {
            assertThat(told()).contains("no new device has come");
        } finally {
            linking.close();
        }
        assertThat(told).isEmpty();
        assertThat(devices()).isEqualTo(1);
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
        private final BooleanSupplier deaf;

        OneWayFactory(BooleanSupplier over, BooleanSupplier deaf) {
            this.over = over;
            this.deaf = deaf;
        }

        @Override
        public Socket createSocket() {
            return new OneWaySocket(over, deaf);
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
