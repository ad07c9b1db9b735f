package io.securechannel.examples.messenger.terminal;

import io.securechannel.examples.messenger.terminal.StyledLine.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Puts a line together. All text goes through {@link Harmless}. */
final class LineBuilder {

    /** A name of a user behind an at-sign that does not stand inside a word, such as an address of mail. */
    private static final Pattern MENTION = Pattern.compile(
            "(?<![\\p{L}\\p{N}._@-])@([a-z0-9](?:[a-z0-9._-]{0,30}[a-z0-9_-])?)(?![a-z0-9_])",
            Pattern.CASE_INSENSITIVE);

    private final List<Piece> pieces = new ArrayList<>();

    LineBuilder() {}

    LineBuilder put(Style style, String text) {
        pieces.add(new Piece(style, Harmless.text(text)));
        return this;
    }

    /** Puts text with its mentions set off. */
    LineBuilder putWithMentions(Style style, String text, String self) {
        var clean = Harmless.text(text);
        var mentions = MENTION.matcher(clean);
        int done = 0;
        while (mentions.find()) {
            pieces.add(new Piece(style, clean.substring(done, mentions.start())));
            pieces.add(
                    new Piece(isOf(mentions.group(1), self) ? Style.MENTION_OF_ME : Style.MENTION, mentions.group()));
            done = mentions.end();
        }
        pieces.add(new Piece(style, clean.substring(done)));
        return this;
    }

    /** {@return whether a text calls a user} */
    static boolean mentions(String text, String user) {
        return MENTION.matcher(Harmless.text(text)).results().anyMatch(each -> isOf(each.group(1), user));
    }

    private static boolean isOf(String name, String user) {
        return name.toLowerCase(Locale.ROOT).equals(user);
    }

    /** {@return how many columns it has so far} */
    int width() {
        return pieces.stream().mapToInt(each -> Wrapping.width(each.text())).sum();
    }

    StyledLine line() {
        return new StyledLine(
                pieces.stream().filter(each -> !each.text().isEmpty()).toList());
    }
}
