package io.securechannel.examples.messenger.terminal;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A line of pieces, each in one style.
 *
 * @param pieces in order
 */
record StyledLine(List<Piece> pieces) {

    StyledLine {
        pieces = List.copyOf(pieces);
    }

    /** Text in one style. */
    record Piece(Style style, String text) {}

    static StyledLine of(Style style, String text) {
        return new StyledLine(List.of(new Piece(style, text)));
    }

    /** {@return without the styles} */
    String text() {
        return pieces.stream().map(Piece::text).collect(Collectors.joining());
    }
}
