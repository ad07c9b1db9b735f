package io.securechannel.internal.pki.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** An answer by HTTP means the same however the network cuts it, and never has more than the limit. */
class HttpAnswerFuzz extends FuzzTarget {

    private static final int LIMIT = 1_000;

    @Override
    protected List<byte[]> seeds() {
        return List.of(
                FuzzInput.of(1, utf8("HTTP/1.0 200 OK\r\nContent-Type: x\r\nContent-Length: 5\r\n\r\nhello and more")),
                FuzzInput.of(3, utf8("HTTP/1.1 200\n\nhello")),
                FuzzInput.of(3, utf8("HTTP/1.1 301 Moved\r\nLocation: /\r\n\r\n")));
    }

    @Override
    protected List<String> words() {
        return List.of(
                "HTTP/1.1 200 OK\r\n",
                "content-length: ",
                "transfer-encoding: chunked",
                "content-encoding: identity",
                "\r\n\r\n");
    }

    @Override
    protected Set<String> reaches() {
        return Set.of("content");
    }

    /** A redirection. */
    @Override
    protected boolean mayRefuse(int seed) {
        return seed == 2;
    }

    @Override
    protected void run(byte[] input) {
        var in = new FuzzInput(input);
        int size = 1 + in.octet();
        var bytes = in.rest();
        var whole = read(bytes, Math.max(1, bytes.length));
        assertThat(read(bytes, size)).isEqualTo(whole);
        assertThat(whole.length()).isLessThanOrEqualTo(Math.max(2 * LIMIT, 200));
    }

    private static String read(byte[] bytes, int size) {
        var answer = new HttpAnswer(LIMIT);
        try {
            for (int at = 0; at < bytes.length && !answer.isComplete(); at += size) {
                answer.take(ByteBuffer.wrap(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size))));
            }
            var content = HexFormat.of().formatHex(answer.ended());
            reached("content");
            return content;
        } catch (IOException e) {
            return e.getMessage().replaceAll("after [0-9]+ of", "after some of");
        }
    }
}
