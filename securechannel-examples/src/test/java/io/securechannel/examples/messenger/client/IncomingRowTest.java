package io.securechannel.examples.messenger.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.client.IncomingRow.Place;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.Octets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Where mails stand in a row (M4). */
class IncomingRowTest {

    private final IncomingRow row = new IncomingRow();

    private static Mail mail(long sequence) {
        var device = new DeviceId(Octets.zeros(DeviceId.LENGTH));
        return new Mail(
                device,
                device,
                sequence,
                Octets.zeros(32),
                Octets.zeros(Mail.TAG_LENGTH),
                Instant.EPOCH,
                Octets.zeros(1));
    }

    private static IncomingRow again(IncomingRow row) {
        var out = new FieldWriter();
        row.write(out);
        var in = new FieldReader("a row", out.toBytes());
        try {
            var read = IncomingRow.read(in);
            in.end();
            return read;
        } catch (SecureChannelException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theFirstMailHasNumberOne() {
        assertThat(row.place(1)).isEqualTo(Place.NEXT);
        assertThat(row.place(2)).isEqualTo(Place.BEYOND);
        assertThat(row.gapBefore(3)).isEqualTo(2);
    }

    @Test
    void aMailFollowsTheOneThatCameLast() {
        row.take(mail(1));
        var next = new Mail(
                mail(2).from(), mail(2).to(), 2, mail(1).hash(), mail(2).tag(), Instant.EPOCH, Octets.zeros(1));
        assertThat(row.follows(next)).isTrue();
        assertThat(row.follows(mail(2))).isFalse();
    }

    @Test
    void aGapOfAnySizeIsKept() {
        row.take(mail(Long.MAX_VALUE - 1));
        assertThat(row.place(1)).isEqualTo(Place.LATE);
        row.take(mail(1L << 60));
        var read = again(row);
        assertThat(read.place((1L << 60) - 1)).isEqualTo(Place.LATE);
        assertThat(read.place(1L << 60)).isEqualTo(Place.KNOWN);
        assertThat(read.place((1L << 60) + 1)).isEqualTo(Place.LATE);
        assertThat(read.place(Long.MAX_VALUE)).isEqualTo(Place.NEXT);
    }

    /** Whatever comes in whatever order: exactly what has come is known, and what has not is late or new. */
    @Test
    void exactlyWhatHasComeIsKnown() {
        for (int seed = 0; seed < 50; seed++) {
            var random = new Random(seed);
            var shuffled = new IncomingRow();
            var come = new HashSet<Long>();
            long last = 0;
            for (int i = 0; i < 60; i++) {
                long sequence = 1L + random.nextInt(80);
                var expected = come.contains(sequence)
                        ? Place.KNOWN
                        : sequence < last ? Place.LATE : sequence == last + 1 ? Place.NEXT : Place.BEYOND;
                assertThat(shuffled.place(sequence)).as("seed " + seed).isEqualTo(expected);
                if (expected == Place.KNOWN) {
                    assertThatThrownBy(() -> shuffled.take(mail(sequence))).isInstanceOf(IllegalStateException.class);
                } else {
                    shuffled.take(mail(sequence));
                    come.add(sequence);
                    last = Math.max(last, sequence);
                }
            }
            var read = again(shuffled);
            for (long sequence = 1; sequence <= last; sequence++) {
                assertThat(read.place(sequence)).isEqualTo(come.contains(sequence) ? Place.KNOWN : Place.LATE);
            }
        }
    }

    @Test
    void ofManyGapsTheOldestIsForgotten() {
        for (long sequence = 2; sequence <= 2L * (IncomingRow.MOST_GAPS + 1); sequence += 2) {
            row.take(mail(sequence));
        }
        assertThat(row.place(1)).isEqualTo(Place.KNOWN);
        assertThat(row.place(3)).isEqualTo(Place.LATE);
    }
}
