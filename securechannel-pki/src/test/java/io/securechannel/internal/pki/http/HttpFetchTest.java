package io.securechannel.internal.pki.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One request, bounded in time and size, whatever the server does. */
@Tag("verify")
@Timeout(20)
class HttpFetchTest {

    private static final int LARGEST = 100;
    private static final Duration LONG = Duration.ofSeconds(15);
    private static final Duration SHORT = Duration.ofMillis(200);

    @Test
    void asksAsHttpWants() throws Exception {
        try (var server = HttpStub.answering(posted -> posted.length == 0 ? new byte[] {9} : posted)) {
            var address = HttpHost.of(URI.create(server.uri() + "?a=%20b"));
            assertThat(HttpFetch.get(address, LARGEST, TimeLimit.in(LONG))).containsExactly(9);
            assertThat(HttpFetch.post(address, "application/x", new byte[] {1, 2, 3}, LARGEST, TimeLimit.in(LONG)))
                    .containsExactly(1, 2, 3);
            var host = "\r\nHost: " + address.address().authority() + "\r\nConnection: close\r\n";
            assertThat(server.heads())
                    .containsExactly(
                            "GET /x?a=%20b HTTP/1.0" + host + "\r\n",
                            "POST /x?a=%20b HTTP/1.0" + host
                                    + "Content-Type: application/x\r\nContent-Length: 3\r\n\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\n\r\nhello",
                "HTTP/1.0 200\nContent-Length: 5\n\nhello and more",
                "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\ncontent-length:5\r\nContent-Length: 5\r\n\r\nhello"
            })
    void takesWhatServersSay(String answer) throws Exception {
        assertThat(fetch(HttpStub.text(answer)))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("hello");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                                               | ended without an answer
            HTTP/1.1 200 OK~X: y                                             | half an answer
            SSH-2.0-x~~                                                      | does not speak HTTP
            HTTP/2 200~~hello                                                | does not speak HTTP
            HTTP/1.1 404 Not Found~~                                         | the status 404
            HTTP/1.1 302 Found~Location: http://127.0.0.1:1/~~               | a redirect (302), and none is followed
            HTTP/1.1 200 OK~Content-Length: 6~~hello                         | ended after 5 of 6 bytes
            HTTP/1.1 200 OK~Content-Length: -1~~hello                        | no number
            HTTP/1.1 200 OK~Content-Length: 5~Content-Length: 6~~hello!      | no number
            HTTP/1.1 200 OK~Content-Length: 99999999999999~~hello            | no number
            HTTP/1.1 200 OK~Content-Length: 101~~                            | more than 100 bytes
            HTTP/1.1 200 OK~Transfer-Encoding: chunked~~5~hello~0~~          | not asked for
            HTTP/1.1 200 OK~Content-Encoding: gzip~~x                        | not asked for
            HTTP/1.1 200 OK~nonsense~~hello                                  | no header
            """)
    void refusesTheRest(String answer, String why) {
        assertThatThrownBy(() -> fetch(HttpStub.text(answer.replace("~", "\r\n"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why);
    }

    @Test
    void sizesAreBounded() {
        assertThatThrownBy(() -> fetch(HttpStub.text("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(101))))
                .hasMessageContaining("more than 100 bytes");
        assertThatThrownBy(() -> fetch(HttpStub.text("HTTP/1.1 200 OK\r\nX: " + "x".repeat(20_000))))
                .hasMessageContaining("header of the answer has more than");
        assertThatThrownBy(() -> fetch(HttpStub.text("HTTP/1.1 200 OK\r\n" + "a:\r\n".repeat(20_000))))
                .hasMessageContaining("header of the answer has more than");
    }

    /** An octet now and then, each of which would satisfy a limit for single reads. */
    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n"})
    void theLimitIsForTheWhole(String begin) throws Exception {
        HttpStub.Reply slow = (posted, out) -> {
            out.write(begin.getBytes(StandardCharsets.US_ASCII));
            var never = new CountDownLatch(1);
            while (!never.await(20, TimeUnit.MILLISECONDS)) {
                out.write('x');
                out.flush();
            }
        };
        try (var server = new HttpStub(slow)) {
            var address = HttpHost.of(server.uri());
            assertThatThrownBy(() -> HttpFetch.get(address, LARGEST, TimeLimit.in(SHORT)))
                    .isInstanceOf(InterruptedIOException.class)
                    .hasMessageContaining("no whole answer in the time that there was");
        }
    }

    @Test
    void aServerThatNeverReadsEndsInTime() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var address = HttpHost.of(URI.create("http://127.0.0.1:" + silent.getLocalPort()));
            assertThatThrownBy(() -> HttpFetch.post(address, "x/y", new byte[8 << 20], LARGEST, TimeLimit.in(SHORT)))
                    .isInstanceOf(InterruptedIOException.class);
        }
    }

    @Test
    void nobodyThere() throws Exception {
        int port;
        try (var gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        var address = HttpHost.of(URI.create("http://127.0.0.1:" + port));
        assertThatThrownBy(() -> HttpFetch.get(address, LARGEST, TimeLimit.in(LONG)))
                .isInstanceOf(ConnectException.class);
        var unknown = HttpHost.of(URI.create("http://no-such-host.invalid/"));
        assertThatThrownBy(() -> HttpFetch.get(unknown, LARGEST, TimeLimit.in(LONG)))
                .hasMessageContaining("no address is known for the host");
    }

    @Test
    void interruptionEndsIt() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var address = HttpHost.of(URI.create("http://127.0.0.1:" + silent.getLocalPort()));
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> HttpFetch.get(address, LARGEST, TimeLimit.in(LONG)))
                    .isInstanceOf(IOException.class);
            assertThat(Thread.interrupted()).as("the flag stays for the caller").isTrue();
        }
    }

    @Test
    void noThreadStays() throws Exception {
        try (var server = HttpStub.answering(posted -> new byte[] {1})) {
            var before = threads();
            HttpFetch.get(HttpHost.of(server.uri()), LARGEST, TimeLimit.in(LONG));
            assertThat(threads()).isSubsetOf(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://ocsp.example/",
                "ftp://ocsp.example/",
                "ocsp.example",
                "http:/path",
                "http://ada@ocsp.example/",
                "http://ocsp.example/#x",
                "http://ocsp.example:0/",
                "http://ocsp.example:65536/",
                "http://ocsp.example/ü"
            })
    void otherAddressesAreRefused(String uri) {
        assertThatThrownBy(() -> HttpAddress.of(URI.create(uri)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("nothing is fetched from " + uri);
    }

    @Test
    void addressesAreTakenApart() {
        assertThat(HttpAddress.of(URI.create("HTTP://[::1]:81?q=1")))
                .isEqualTo(new HttpAddress("::1", 81, "[::1]:81", "/?q=1"))
                .hasToString("http://[::1]:81/?q=1");
        assertThat(HttpAddress.of(URI.create("http://a.example/b/c")))
                .isEqualTo(new HttpAddress("a.example", 80, "a.example", "/b/c"));
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet();
    }

    private static byte[] fetch(HttpStub.Reply reply) throws Exception {
        try (var server = new HttpStub(reply)) {
            return HttpFetch.get(HttpHost.of(server.uri()), LARGEST, TimeLimit.in(LONG));
        }
    }
}
