package io.securechannel.examples.secret;

import com.sun.net.httpserver.Headers;
import java.util.Map;

/**
 * What a stranger may use up. The JDK's server takes its limits from system properties, once, when the first server of the
 * program is made: a program sets them, a library must not.
 */
public final class Limits {

    /** Of all headers of a request together; what the server lets through beyond it is answered with 431. */
    static final int HEADER_BYTES = 16 << 10;

    /** At once; there are as many threads, so that those who send half a request hold nobody else up. */
    public static final int CONNECTIONS = 256;

    private static final Map<String, String> PROPERTIES = Map.of(
            // Seconds from the connection, or the first byte, to the end of the request: the handshake is in it.
            "sun.net.httpserver.maxReqTime", "10",
            "sun.net.httpserver.maxRspTime", "10",
            "sun.net.httpserver.idleInterval", "10",
            "sun.net.httpserver.maxReqHeaders", "64",
            "sun.net.httpserver.maxReqHeaderSize", String.valueOf(2 * HEADER_BYTES),
            // What is left of the body of a refused request is not read to its end.
            "sun.net.httpserver.drainAmount", "4096",
            "jdk.httpserver.maxConnections", String.valueOf(CONNECTIONS));

    private Limits() {}

    /** Sets them, but for what the command line of Java has set. */
    public static void set() {
        PROPERTIES.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
    }

    /** {@return whether headers are larger than is answered} */
    static boolean exceededBy(Headers headers) {
        long size = headers.entrySet().stream()
                .mapToLong(header -> header.getValue().stream()
                        .mapToLong(value -> header.getKey().length() + value.length())
                        .sum())
                .sum();
        return size > HEADER_BYTES;
    }
}
