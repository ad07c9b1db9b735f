package io.securechannel.examples.messenger.terminal;

import io.securechannel.examples.messenger.terminal.StyledLine.Piece;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;

/**
 * Breaks lines before the terminal does. The terminal would go on in the first column, where a message with enough blanks in it
 * could pass for another one's beginning; here all but the first row are indented.
 */
final class Wrapping {

    /** Terminals do not agree on how wide symbols are: better a row too short than one that overflows. */
    private static final int SYMBOLS = 0x2190;

    private final int width;
    private final String indent;
    private final List<StyledLine> rows = new ArrayList<>();
    private List<Cell> row = new ArrayList<>();
    private int used;

    private Wrapping(int width, int indent) {
        this.width = width;
        this.indent = " ".repeat(indent);
    }

    /** One character in its style. */
    private record Cell(Style style, int codePoint) {

        int width() {
            return Wrapping.width(codePoint);
        }
    }

    /**
     * Breaks a line, between words where it can.
     *
     * @param line any
     * @param width of a row, in columns; at least 8
     * @param indent of all rows but the first; at most half the width
     */
    static List<StyledLine> wrap(StyledLine line, int width, int indent) {
        int columns = Math.max(8, width);
        var wrapping = new Wrapping(columns, Math.min(indent, columns / 2));
        for (var piece : line.pieces()) {
            piece.text().codePoints().forEach(each -> wrapping.put(new Cell(piece.style(), each)));
        }
        wrapping.end(wrapping.row);
        return List.copyOf(wrapping.rows);
    }

    /** {@return how many columns it takes, rather more than fewer} */
    static int width(String text) {
        return text.codePoints().map(Wrapping::width).sum();
    }

    private static int width(int codePoint) {
        int width = Math.max(0, WCWidth.wcwidth(codePoint));
        return width > 0 && codePoint >= SYMBOLS ? 2 : width;
    }

    private void put(Cell cell) {
        if (used + cell.width() > width) {
            breakRow(cell.width());
        }
        row.add(cell);
        used += cell.width();
    }

    /** The last word goes into the next row, unless it is the only one, or does not fit there either. */
    private void breakRow(int next) {
        int at = row.size();
        while (at > 0 && row.get(at - 1).codePoint() != ' ') {
            at--;
        }
        boolean hasWordBefore = row.subList(0, at).stream().anyMatch(each -> each.codePoint() != ' ');
        boolean fits = indent.length() + width(row.subList(at, row.size())) + next <= width;
        int end = hasWordBefore && fits ? at : row.size();
        var rest = List.copyOf(row.subList(end, row.size()));
        end(row.subList(0, end));
        row = new ArrayList<>();
        indent.codePoints().forEach(each -> row.add(new Cell(Style.TEXT, each)));
        row.addAll(rest);
        used = width(row);
    }

    private static int width(List<Cell> cells) {
        return cells.stream().mapToInt(Cell::width).sum();
    }

    private void end(List<Cell> cells) {
        var pieces = new ArrayList<Piece>();
        var text = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            var cell = cells.get(i);
            text.appendCodePoint(cell.codePoint());
            if (i + 1 == cells.size() || cells.get(i + 1).style() != cell.style()) {
                pieces.add(new Piece(cell.style(), text.toString()));
                text.setLength(0);
            }
        }
        rows.add(new StyledLine(pieces));
    }
}
