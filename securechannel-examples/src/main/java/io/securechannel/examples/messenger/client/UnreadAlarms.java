package io.securechannel.examples.messenger.client;

import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.client.ChatEvent.Alarm;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.UserNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the user has to be told (M4) and the listener has not been given yet: it survives a crash, and is told at the next start. What
 * is too much to be told one by one is counted.
 */
final class UnreadAlarms {

    /** Of more only the number is kept. */
    static final int MOST = 256;

    private final List<Alarm> alarms = new ArrayList<>();
    private final Map<About, Long> counted = new LinkedHashMap<>();

    UnreadAlarms() {}

    /**
     * What alarms have in common that are told in one.
     *
     * @param kind of them all
     * @param user about whom; empty if about the server, or about many
     */
    record About(AlarmKind kind, String user) {

        About ofAnybody() {
            return new About(kind, "");
        }
    }

    boolean isFull() {
        return alarms.size() >= MOST;
    }

    void add(Alarm alarm) {
        alarms.add(alarm);
    }

    /** Only its number is kept. */
    void count(About about) {
        boolean room = counted.size() < MOST || counted.containsKey(about);
        counted.merge(room ? about : about.ofAnybody(), 1L, Long::sum);
    }

    List<Alarm> all() {
        return List.copyOf(alarms);
    }

    Map<About, Long> counted() {
        return Map.copyOf(counted);
    }

    /** {@return how many there were} */
    long takeCount(About about) {
        var count = counted.remove(about);
        return count == null ? 0 : count;
    }

    /** The listener has returned. */
    void told(Alarm alarm) {
        alarms.remove(alarm);
    }

    void write(FieldWriter out) {
        out.u16(alarms.size());
        for (var each : alarms) {
            out.text(each.kind().name()).text(each.user()).time(each.time());
            Fields.longText(out, each.text());
        }
        out.u16(counted.size());
        counted.forEach((about, count) ->
                out.text(about.kind().name()).text(about.user()).u64(count));
    }

    static UnreadAlarms read(FieldReader in) throws SecureChannelException {
        var unread = new UnreadAlarms();
        for (int left = in.u16(); left > 0; left--) {
            var about = about(in);
            var time = in.time();
            unread.alarms.add(new Alarm(about.kind(), about.user(), Fields.longText(in), time));
        }
        for (int left = in.u16(); left > 0; left--) {
            unread.counted.put(about(in), in.count());
        }
        return unread;
    }

    private static About about(FieldReader in) throws SecureChannelException {
        var name = in.text();
        var user = in.text();
        if (!user.isEmpty() && !UserNames.isName(user)) {
            throw in.violation("has an alarm about what is no name");
        }
        for (var kind : AlarmKind.values()) {
            if (kind.name().equals(name)) {
                return new About(kind, user);
            }
        }
        throw in.violation("has an alarm of an unknown kind");
    }
}
