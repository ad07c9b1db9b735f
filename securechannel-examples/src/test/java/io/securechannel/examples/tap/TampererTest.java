package io.securechannel.examples.tap;

import static io.securechannel.examples.tap.Direction.CLIENT_TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.tap.Tampering.Kind;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The result does not depend on how the bytes arrive. */
class TampererTest {

    private static final String RECORDS = "160301000101" + "17030300020102" + "1703030003010203";

    @ParameterizedTest
    @CsvSource({
        "FLIP, 0, 170301000101170303000201021703030003010203",
        "FLIP, 20, 160301000101170303000201021703030003010202",
        "DROP, 0, 170303000201021703030003010203",
        "DROP, 20, 16030100010117030300020102",
        "REPLAY, 5, 160301000101160301000101170303000201021703030003010203",
        "REPLAY, 13, 1603010001011703030002010217030300030102031703030003010203",
        "TRUNCATE, 0, ''",
        "TRUNCATE, 7, 16030100010117",
        "TRUNCATE, 21, 160301000101170303000201021703030003010203"
    })
    void oneByteAtATimeAndAllAtOnce(Kind kind, long offset, String expected) {
        var all = HexFormat.of().parseHex(RECORDS);
        for (int size : new int[] {1, 2, 5, 7, all.length}) {
            var tamperer = new Tamperer(new Tampering(kind, CLIENT_TO_SERVER, offset), 0);
            var out = new ByteArrayOutputStream();
            boolean cut = false;
            for (int at = 0; at < all.length && !cut; at += size) {
                var step = tamperer.feed(java.util.Arrays.copyOfRange(all, at, Math.min(all.length, at + size)));
                out.writeBytes(step.bytes());
                cut = step.cut();
            }
            out.writeBytes(tamperer.rest());
            assertThat(HexFormat.of().formatHex(out.toByteArray()))
                    .as("%s at %d in pieces of %d", kind, offset, size)
                    .isEqualTo(expected);
            assertThat(cut).isEqualTo(kind == Kind.TRUNCATE);
        }
    }
}
