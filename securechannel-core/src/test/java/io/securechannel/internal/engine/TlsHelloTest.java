package io.securechannel.internal.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.securechannel.Loopback;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hellos as engines make them, whole, in pieces and damaged. */
@Tag("verify")
@Timeout(20)
class TlsHelloTest {

    private static final List<String> PROTOCOLS = List.of("securechannel/1", "other");

    @Test
    void aClientHelloTellsVersionsSuitesAndProtocols() throws Exception {
        var hello = watched(List.of(clientHello(client()))).orElseThrow();
        assertThat(hello.client()).isTrue();
        assertThat(hello.versions()).containsExactly(TlsHello.TLS_1_3);
        assertThat(hello.versionNames()).isEqualTo("TLSv1.3");
        assertThat(hello.suites()).startsWith(0x1302, 0x1301, 0x1303);
        assertThat(hello.applicationProtocols()).isEqualTo(PROTOCOLS);
        assertThat(hello.groupNames()).contains("x25519", "secp256r1");
        assertThat(hello.chosenGroup()).isEmpty();
        assertThat(hello.preSharedKey()).isFalse();
        assertThat(hello.offers(TlsHello.TLS_1_2)).isFalse();
    }

    @Test
    void aServerHelloTellsVersionSuiteAndGroup() throws Exception {
        var hello = watched(List.of(serverHello())).orElseThrow();
        assertThat(hello.client()).isFalse();
        assertThat(hello.versions()).containsExactly(TlsHello.TLS_1_3);
        assertThat(hello.suites()).containsExactly(0x1302);
        assertThat(hello.chosenGroup()).contains(new TlsGroup("x25519", false));
        assertThat(hello.preSharedKey()).isFalse();
    }

    @Test
    void aHelloInManyRecordsIsReadWhenItIsWhole() throws Exception {
        var record = clientHello(client());
        var message = Arrays.copyOfRange(record, 5, record.length);
        var tap = new TlsHelloTap();
        for (int at = 0; at < message.length; at += 50) {
            assertThat(tap.hello()).isEmpty();
            tap.watch(record(22, Arrays.copyOfRange(message, at, Math.min(message.length, at + 50))));
        }
        assertThat(tap.hello()).isEqualTo(watched(List.of(record)));
    }

    @Test
    void aRecordIsLeftAsItWas() throws Exception {
        var buffer = ByteBuffer.wrap(clientHello(client()));
        new TlsHelloTap().watch(buffer);
        assertThat(buffer.position()).isZero();
        assertThat(buffer.hasRemaining()).isTrue();
    }

    @Test
    void nothingIsReadAfterTheFirstRecordThatIsNoHandshake() throws Exception {
        var tap = new TlsHelloTap();
        tap.watch(record(20, new byte[] {1}));
        tap.watch(record(21, new byte[] {2, 70}));
        tap.watch(ByteBuffer.wrap(clientHello(client())));
        assertThat(tap.hello()).isEmpty();
    }

    @Test
    void aHelloLargerThanTheLimitIsNotRead() {
        var tap = new TlsHelloTap();
        var part = new byte[16_000];
        part[0] = 1;
        part[1] = 1;
        tap.watch(record(22, part));
        tap.watch(record(22, part));
        assertThat(tap.hello()).isEmpty();
    }

    @Test
    void aHelloCutAnywhereIsNoHelloAndNoError() throws Exception {
        for (var record : List.of(clientHello(client()), serverHello())) {
            var body = Arrays.copyOfRange(record, 9, record.length);
            for (int length = 0; length < body.length; length++) {
                var cut = ByteBuffer.wrap(body, 0, length).slice();
                assertThatCode(() -> TlsHello.parse(record[5], cut)).doesNotThrowAnyException();
            }
        }
    }

    @Test
    void aByteChangedAnywhereIsNoError() throws Exception {
        for (var record : List.of(clientHello(client()), serverHello())) {
            for (int at = 0; at < record.length; at++) {
                var changed = record.clone();
                changed[at] ^= (byte) 0xFF;
                assertThatCode(() -> watched(List.of(changed))).doesNotThrowAnyException();
            }
        }
    }

    @Test
    void otherMessagesAreNoHellos() {
        for (int type : new int[] {0, 3, 4, 11, 255}) {
            assertThat(TlsHello.parse(type, ByteBuffer.allocate(100))).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0x001d, x25519, false",
        "0x11ec, X25519MLKEM768, true",
        "0x0201, MLKEM768, true",
        "0x4a4a, 0x4a4a, false"
    })
    void groupsHaveTheirRegisteredNames(String number, String name, boolean postQuantum) {
        assertThat(TlsGroup.of(Integer.decode(number))).isEqualTo(new TlsGroup(name, postQuantum));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1", "PUT /", "HTTP/1.1 200", "SSH-2.0", "SCN1", "hello", "\n"})
    void firstBytesThatAreNoTlsAreNamedWithoutBeingQuoted(String text) {
        var guess = FirstBytes.guess(ByteBuffer.wrap(text.getBytes(US_ASCII)));
        assertThat(guess)
                .isInstanceOfSatisfying(
                        FirstBytes.Guess.Other.class,
                        other -> assertThat(other.looksLike())
                                .isNotEmpty()
                                .doesNotContain("GET", "200", "2.0", "hello"));
    }

    @Test
    void tooFewBytesTellNothing() {
        assertThat(FirstBytes.guess(ByteBuffer.wrap(new byte[] {'G', 'E'})))
                .isInstanceOf(FirstBytes.Guess.Unknown.class);
        assertThat(FirstBytes.guess(ByteBuffer.wrap(new byte[] {22}))).isInstanceOf(FirstBytes.Guess.Tls.class);
        assertThat(FirstBytes.guess(ByteBuffer.wrap(new byte[] {22, 9}))).isInstanceOf(FirstBytes.Guess.Other.class);
    }

    private static java.util.Optional<TlsHello> watched(List<byte[]> records) {
        var tap = new TlsHelloTap();
        records.forEach(each -> tap.watch(ByteBuffer.wrap(each)));
        return tap.hello();
    }

    private static SSLEngine client() {
        return TlsContextFactory.forClient(Trust.only(Loopback.CA.certificate()))
                .newEngine("localhost", 7443, PROTOCOLS);
    }

    private static byte[] clientHello(SSLEngine client) throws SSLException {
        return wrapped(client);
    }

    private static byte[] serverHello() throws SSLException {
        var server = TlsContextFactory.forServer(Loopback.serverIdentity()).newEngine(PROTOCOLS);
        var result = server.unwrap(ByteBuffer.wrap(clientHello(client())), ByteBuffer.allocate(17_000));
        assertThat(result.bytesConsumed()).isPositive();
        for (var task = server.getDelegatedTask(); task != null; task = server.getDelegatedTask()) {
            task.run();
        }
        return wrapped(server);
    }

    private static byte[] wrapped(SSLEngine engine) throws SSLException {
        var out = ByteBuffer.allocate(17_000);
        assertThat(engine.wrap(ByteBuffer.allocate(0), out).bytesProduced()).isPositive();
        return Arrays.copyOf(out.array(), out.position());
    }

    private static ByteBuffer record(int type, byte[] fragment) {
        return ByteBuffer.allocate(5 + fragment.length)
                .put((byte) type)
                .putShort((short) 0x0303)
                .putShort((short) fragment.length)
                .put(fragment)
                .flip();
    }
}
