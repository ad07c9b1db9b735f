package io.securechannel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** The library's events in a recording. */
final class Recorded {

    private final List<RecordedEvent> events;

    Recorded(Path file) throws IOException {
        this.events = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("io.securechannel."))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime)) // threads have buffers of their own
                .toList();
    }

    /** {@return all events} */
    List<RecordedEvent> all() {
        return events;
    }

    /** {@return those of one type and one end of a connection, in order} */
    List<RecordedEvent> of(String type, String role, String peer) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("io.securechannel." + type)
                        && event.getString("role").equals(role)
                        && event.getString("peer").equals(peer))
                .toList();
    }

    /** {@return those of one type that belong to no channel} */
    List<RecordedEvent> of(String type) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("io.securechannel." + type))
                .toList();
    }

    /** {@return the only one of its type at one end of a connection} */
    RecordedEvent one(String type, String role, String peer) {
        var found = of(type, role, peer);
        assertThat(found).as("%s of the %s's end with %s", type, role, peer).hasSize(1);
        return found.get(0);
    }
}
