package io.securechannel.examples.messenger.terminal;

import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** The look of each style. Without colours (no-color.org) the difference is in weight and lines. */
enum Palette {
    COLOURED,
    MONOCHROME;

    AttributedString line(StyledLine line) {
        var out = new AttributedStringBuilder();
        line.pieces().forEach(piece -> out.append(piece.text(), look(piece.style())));
        return out.toAttributedString();
    }

    AttributedString text(Style style, String text) {
        return new AttributedString(text, look(style));
    }

    AttributedStyle look(Style style) {
        return this == COLOURED ? coloured(style) : monochrome(style);
    }

    private static AttributedStyle coloured(Style style) {
        var plain = AttributedStyle.DEFAULT;
        return switch (style) {
            case TEXT -> plain;
            case TIME -> plain.foreground(AttributedStyle.BLACK + AttributedStyle.BRIGHT);
            case SENDER -> plain.bold();
            case SELF -> plain.faint().bold();
            case BROADCAST -> plain.foreground(AttributedStyle.CYAN);
            case DIRECT -> plain.foreground(AttributedStyle.MAGENTA);
            case PRIVATE -> plain.foreground(AttributedStyle.GREEN);
            case GROUP -> plain.foreground(AttributedStyle.BLUE + AttributedStyle.BRIGHT);
            case SYSTEM -> plain.foreground(AttributedStyle.YELLOW);
            case ERROR -> plain.foreground(AttributedStyle.RED);
            case ALARM -> plain.bold().foreground(AttributedStyle.RED);
            case MENTION -> plain.bold().foreground(AttributedStyle.CYAN);
            case MENTION_OF_ME -> plain.bold().foreground(AttributedStyle.BLACK).background(AttributedStyle.YELLOW);
        };
    }

    private static AttributedStyle monochrome(Style style) {
        var plain = AttributedStyle.DEFAULT;
        return switch (style) {
            case SENDER, ERROR, MENTION -> plain.bold();
            case ALARM, MENTION_OF_ME -> plain.bold().inverse();
            default -> plain;
        };
    }
}
