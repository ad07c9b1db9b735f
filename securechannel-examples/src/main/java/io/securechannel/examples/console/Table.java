package io.securechannel.examples.console;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Rows under headings, in columns as wide as their widest cell. */
public final class Table {

    private static final String BETWEEN = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    /**
     * Begins a table.
     *
     * @param headings of its columns
     */
    public Table(String... headings) {
        rows.add(List.of(headings));
    }

    /**
     * Adds a row.
     *
     * @param cells one for each heading; control characters in them become question marks, for a stranger's words must not
     *     steer the terminal
     */
    public void row(String... cells) {
        if (cells.length != rows.get(0).size()) {
            throw new IllegalArgumentException(cells.length + " cells under " + rows.get(0));
        }
        var clean = new ArrayList<String>();
        for (var cell : cells) {
            clean.add(visible(cell));
        }
        rows.add(clean);
    }

    /**
     * Writes it.
     *
     * @param out where to
     */
    public void print(PrintWriter out) {
        for (var row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(i == 0 ? "" : BETWEEN)
                        .append(row.get(i))
                        .append(" ".repeat(width(i) - row.get(i).length()));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    /**
     * {@return text without control characters, as {@link Visible} has it}
     *
     * @param text anything
     */
    public static String visible(String text) {
        return Visible.of(text);
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
