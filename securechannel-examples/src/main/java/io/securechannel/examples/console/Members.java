package io.securechannel.examples.console;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is a JSON object for programs, as lines for people. */
public final class Members {

    private static final int COLUMN = 13;

    private Members() {}

    /**
     * Writes a line for each member; objects in lists are set off.
     *
     * @param members names and text, numbers, lists of text, or lists of the same
     * @param out where to
     */
    public static void print(Map<String, ? extends @Nullable Object> members, PrintWriter out) {
        print(members, "", out);
    }

    private static void print(Map<?, ? extends @Nullable Object> members, String indent, PrintWriter out) {
        members.forEach((name, value) -> {
            var label = indent + name;
            if (value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Map<?, ?>) {
                for (int i = 0; i < list.size(); i++) {
                    out.println(label + " " + i);
                    print((Map<?, ?>) list.get(i), indent + "  ", out);
                }
                return;
            }
            var text = value instanceof List<?> list
                    ? String.join(", ", list.stream().map(String::valueOf).toList())
                    : String.valueOf(value);
            if (value != null && !text.isEmpty()) {
                out.println(label + " ".repeat(Math.max(1, COLUMN - label.length())) + Table.visible(text));
            }
        });
    }
}
