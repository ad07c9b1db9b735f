package io.securechannel.peers;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The table of {@code docs/interop.md}: what each peer can do with us. In the file a cell is one word, and the reason,
 * which follows the word after a colon here, stands in a note below the table.
 */
final class InteropTable {

    private static final String INTRODUCTION = """
            # Who talks with whom

            Written by the run, not by hand: `mvn -B verify -Pit,tests-only -DskipUnitTests -Dinterop.update=true` (see
            [testing.md](testing.md)). A row is a peer in one part, with this library in the other; a cell is a test that passed.
            "yes" means that both ends saw it. Each with the JDK's provider and with Conscrypt at our end, on JDK 17 and 25; Conscrypt
            has no half-close (`TlsProvider.halfClose()`), and the JDK's provider no X25519MLKEM768 and on 17 no exporter: there the
            cell speaks for the other. How to call these programs: [other-peers.md](how-to/other-peers.md).

            """;

    /** No row of it begins with a name in code quotes, so that it is not read back. */
    private static final String OVER_NOISE = """

            ## Over Noise

            Written by hand from the tests named here, which pass on JDK 17 and 25; each in both roles, without the post-quantum part, which
            these peers have not. "Channels" are [whole ones](spec/noise.md), with a new key after 65,536 records each way; wrong keys and
            changed bytes are refused by both ends. In a channel NN is followed by a one-time code, which is tested against Python instead
            (`OneTimeCodePythonIT`).

            | peer | handshakes | ciphers | hashes | channels | test |
            |---|---|---|---|---|---|
            | noise-java 0.1.1 | XX, IK, NK, NX, NN | AESGCM, ChaChaPoly | SHA256, SHA512, BLAKE2b, BLAKE2s \
            | XX, IK, NK, NX; framed and raw | `NoiseJavaIT`, `NoiseJavaChannelIT`, `NoiseJavaRefusalsIT` |
            | Node with noise-handshake 4.2.0: [noise.mjs](node/noise.mjs) | XX, IK | ChaChaPoly | BLAKE2b \
            | XX, IK; framed | `NoiseNodeIT` |
            """;

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(.+?)` \\|(.+)\\|$");
    private static final Pattern NOTE = Pattern.compile("(?m)^(\\d+)\\. (.+)$");
    private static final Pattern VERSION = Pattern.compile("(?m)^- (.+?): (.+)$");
    private static final Pattern REFERENCE = Pattern.compile("(.+) \\((\\d+)\\)");

    private final Map<String, Map<Feature, String>> rows = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, String> versions = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    static InteropTable parse(String markdown) {
        var table = new InteropTable();
        var notes = NOTE.matcher(markdown).results().collect(Collectors.toMap(m -> m.group(1), m -> m.group(2)));
        VERSION.matcher(markdown).results().forEach(m -> table.version(m.group(1), m.group(2)));
        ROW.matcher(markdown).results().forEach(row -> {
            var cells = Pattern.compile("\\|").splitAsStream(row.group(2)).iterator();
            for (var feature : Feature.values()) {
                var cell = cells.next().strip();
                var reference = REFERENCE.matcher(cell);
                if (!cell.isEmpty()) {
                    table.put(
                            row.group(1),
                            feature,
                            reference.matches() ? reference.group(1) + ": " + notes.get(reference.group(2)) : cell);
                }
            }
        });
        return table;
    }

    void put(String row, Feature feature, String text) {
        rows.computeIfAbsent(row, name -> new EnumMap<>(Feature.class)).put(feature, text);
    }

    void version(String software, String version) {
        versions.put(software, version);
    }

    Set<String> rows() {
        return rows.keySet();
    }

    Optional<String> cell(String row, Feature feature) {
        return Optional.ofNullable(rows.getOrDefault(row, Map.of()).get(feature));
    }

    Optional<String> version(String software) {
        return Optional.ofNullable(versions.get(software));
    }

    /** Takes over what the other knows; it wins where both know something. */
    void putAll(InteropTable other) {
        other.rows.forEach((row, cells) -> cells.forEach((feature, text) -> put(row, feature, text)));
        versions.putAll(other.versions);
    }

    String toMarkdown() {
        var notes = new ArrayList<String>();
        var text = new StringBuilder(INTRODUCTION).append("| peer |");
        for (var feature : Feature.values()) {
            text.append(' ').append(feature.title).append(" |");
        }
        text.append("\n|---|").append("---|".repeat(Feature.values().length)).append('\n');
        rows.forEach((row, cells) -> {
            text.append("| `").append(row).append("` |");
            for (var feature : Feature.values()) {
                text.append(' ')
                        .append(shortened(cells.getOrDefault(feature, ""), notes))
                        .append(" |");
            }
            text.append('\n');
        });
        if (!notes.isEmpty()) {
            text.append('\n');
        }
        for (int number = 1; number <= notes.size(); number++) {
            text.append(number).append(". ").append(notes.get(number - 1)).append('\n');
        }
        text.append("\nThe versions of that run:\n\n");
        versions.forEach((software, version) ->
                text.append("- ").append(software).append(": ").append(version).append('\n'));
        return text.append(OVER_NOISE).toString();
    }

    private static String shortened(String cell, List<String> notes) {
        int colon = cell.indexOf(": ");
        if (colon < 0) {
            return cell;
        }
        var note = cell.substring(colon + 2);
        if (!notes.contains(note)) {
            notes.add(note);
        }
        return cell.substring(0, colon) + " (" + (notes.indexOf(note) + 1) + ")";
    }
}
