package io.securechannel.internal.pki.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** No bytes make another error than an IOException, or more content than was allowed; how they are cut changes nothing. */
@Tag("verify")
class HttpAnswerPropertiesTest {

    private static final int LARGEST = 50;

    @Property(tries = 500)
    void nonsenseIsBounded(@ForAll @Size(max = 200) byte[] bytes, @ForAll boolean like) {
        var begin = (like ? "HTTP/1.1 200 OK\r\n" : "").getBytes(StandardCharsets.US_ASCII);
        var whole = ByteBuffer.allocate(begin.length + bytes.length)
                .put(begin)
                .put(bytes)
                .array();
        var error = catchThrowable(
                () -> assertThat(read(whole, whole.length).length).isLessThanOrEqualTo(LARGEST));
        if (error != null) {
            assertThat(error).isInstanceOf(IOException.class).hasMessageNotContaining("null");
        }
    }

    @Property(tries = 300)
    void chunksMakeNoDifference(
            @ForAll @Size(max = LARGEST) byte[] content,
            @ForAll @IntRange(min = 1, max = 40) int chunk,
            @ForAll boolean length)
            throws IOException {
        var head =
                "HTTP/1.0 200 OK\r\nA: b\r\n" + (length ? "Content-Length: " + content.length + "\r\n" : "") + "\r\n";
        var bytes = head.getBytes(StandardCharsets.US_ASCII);
        var whole = ByteBuffer.allocate(bytes.length + content.length)
                .put(bytes)
                .put(content)
                .array();
        assertThat(read(whole, chunk)).isEqualTo(content);
    }

    private static byte[] read(byte[] whole, int chunk) throws IOException {
        var answer = new HttpAnswer(LARGEST);
        for (int at = 0; at < whole.length && !answer.isComplete(); at += chunk) {
            answer.take(ByteBuffer.wrap(whole, at, Math.min(chunk, whole.length - at)));
        }
        return answer.ended();
    }
}
