package io.securechannel.examples.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.testkit.fuzz.FuzzTarget;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** What a server has said in clear, for the diagnosis: it never fails, whatever came. */
class ServerFlightFuzz extends FuzzTarget {

    @Override
    protected List<byte[]> seeds() {
        var hello = "0303" + "22".repeat(32) + "00" + "1301" + "00" + "000e" + "002b00020304" + "003300041d001d00";
        var body = "02" + "%06x".formatted(hello.length() / 2) + hello;
        return List.of(HexFormat.of().parseHex("160303" + "%04x".formatted(body.length() / 2) + body), new byte[] {
            21, 3, 3, 0, 2, 2, 40
        });
    }

    @Override
    protected Set<String> reaches() {
        return Set.of("a hello", "an alert");
    }

    @Override
    protected long mostAnyway() {
        return LITTLE;
    }

    @Override
    protected void run(byte[] input) {
        var flight = ServerFlight.parse(input);
        assertThat(flight.toString()).isNotEmpty();
        if (flight.tls()) {
            reached(flight.hello() ? "a hello" : "an alert");
        }
    }
}
