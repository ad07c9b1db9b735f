package io.securechannel.internal.pki.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names are looked up when somebody configures and between handshakes, and never while something is fetched. */
@Tag("verify")
@Timeout(20)
class HttpHostTest {

    private static final Duration LONG = Duration.ofSeconds(15);

    private InetAddress[] answer = {};
    private int lookUps;
    private long nanos = Long.MAX_VALUE - 5;

    @Test
    void nothingIsLookedUpWhileSomethingIsFetched() throws Exception {
        try (var server = HttpStub.answering(posted -> new byte[] {7})) {
            answer = new InetAddress[] {InetAddress.getLoopbackAddress()};
            var host = host(server.uri().getPort());
            assertThat(lookUps).isEqualTo(1);
            for (int i = 0; i < 3; i++) {
                assertThat(HttpFetch.get(host, 100, TimeLimit.in(LONG))).containsExactly(7);
            }
            assertThat(lookUps).isEqualTo(1);
        }
    }

    @Test
    void onceAMinuteAndSoonerWhereNothingIsKnown() throws Exception {
        var host = host(80);
        assertThatThrownBy(() -> HttpFetch.get(host, 100, TimeLimit.in(LONG)))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("no address is known for the host");
        refreshAfter(host, 9);
        assertThat(lookUps).isEqualTo(1);
        answer = InetAddress.getAllByName("127.0.0.1");
        refreshAfter(host, 1);
        assertThat(lookUps).isEqualTo(2);
        assertThat(host.known()).containsExactly(answer);
        refreshAfter(host, 59);
        assertThat(lookUps).isEqualTo(2);
        var before = answer;
        answer = new InetAddress[0];
        refreshAfter(host, 1);
        assertThat(lookUps).isEqualTo(3);
        assertThat(host.known()).as("a name server that is down moves nobody").containsExactly(before);
        answer = InetAddress.getAllByName("127.0.0.2");
        refreshAfter(host, 60);
        assertThat(host.known()).containsExactly(answer);
    }

    @Test
    void whileOneLooksUpTheOthersGoOn() throws Exception {
        answer = InetAddress.getAllByName("127.0.0.1");
        var asked = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var slow = new HttpHost(
                HttpAddress.of(URI.create("http://ocsp.example/")),
                name -> {
                    lookUps++;
                    if (lookUps > 1) {
                        asked.countDown();
                        try {
                            assertThat(go.await(15, TimeUnit.SECONDS)).isTrue();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                    return answer;
                },
                () -> nanos);
        nanos += Duration.ofMinutes(1).toNanos();
        var one = new FutureTask<>(slow::refresh, true);
        var thread = new Thread(one);
        thread.start();
        assertThat(asked.await(15, TimeUnit.SECONDS)).isTrue();
        slow.refresh();
        assertThat(slow.known()).containsExactly(answer);
        go.countDown();
        assertThat(one.get(15, TimeUnit.SECONDS)).isTrue();
        thread.join();
        assertThat(lookUps).isEqualTo(2);
    }

    private void refreshAfter(HttpHost host, int seconds) {
        nanos += Duration.ofSeconds(seconds).toNanos();
        host.refresh();
    }

    private HttpHost host(int port) {
        return new HttpHost(
                HttpAddress.of(URI.create("http://ocsp.example:" + port + "/x")),
                name -> {
                    lookUps++;
                    assertThat(name).isEqualTo("ocsp.example");
                    if (answer.length == 0) {
                        throw new UnknownHostException(name);
                    }
                    return answer;
                },
                () -> nanos);
    }
}
