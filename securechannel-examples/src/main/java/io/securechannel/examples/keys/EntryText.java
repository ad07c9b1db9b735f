package io.securechannel.examples.keys;

import io.securechannel.examples.console.Table;
import io.securechannel.examples.console.Words;
import io.securechannel.keys.EntryInfo;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Entries of a key store for people and for programs. */
final class EntryText {

    private EntryText() {}

    static Table table(List<EntryInfo> entries) {
        var table = new Table("NAME", "KIND", "DETAIL", "VERSION", "CREATED", "NOTE");
        for (var each : entries) {
            table.row(
                    each.name(),
                    Words.of(each.kind()),
                    each.detail(),
                    each.version() + (each.versions() > 1 ? " (" + each.versions() + " kept)" : ""),
                    each.created().atOffset(ZoneOffset.UTC).toLocalDate().toString(),
                    each.note());
        }
        return table;
    }

    /** {@return the members of a JSON object} They are added to over time and not renamed. */
    static Map<String, @Nullable Object> members(EntryInfo entry) {
        var members = new LinkedHashMap<String, @Nullable Object>();
        members.put("name", entry.name());
        members.put("kind", Words.of(entry.kind()));
        members.put("detail", entry.detail());
        members.put("version", entry.version());
        members.put("versions", entry.versions());
        members.put("created", entry.created().truncatedTo(ChronoUnit.SECONDS).toString());
        members.put("note", entry.note());
        return members;
    }

    /** {@return what a command says that made or changed an entry} */
    static String line(EntryInfo entry) {
        return Table.visible(
                entry.name() + ": " + Words.of(entry.kind()) + ", " + entry.detail() + ", version " + entry.version());
    }
}
