package io.securechannel.examples.messenger.terminal;

import java.util.Arrays;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/**
 * A line for JLine: words between blanks. Text has quotes and backslashes that mean nothing, and no line ever waits for another.
 *
 * @param line all of it
 * @param cursor where the user is
 * @param words all of them; the last is empty behind a blank
 * @param wordIndex of the word at the cursor
 * @param wordCursor in that word
 */
record TypedLine(String line, int cursor, List<String> words, int wordIndex, int wordCursor)
        implements CompletingParsedLine {

    TypedLine {
        words = List.copyOf(words);
    }

    static ParsedLine parse(String line, int cursor, Parser.ParseContext context) {
        var before = Arrays.asList(line.substring(0, cursor).split("\\s", -1));
        var words = Arrays.asList(line.split("\\s", -1));
        int index = before.size() - 1;
        return new TypedLine(line, cursor, words, index, before.get(index).length());
    }

    @Override
    public String word() {
        return words.get(wordIndex);
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
        return candidate;
    }

    @Override
    public int rawWordCursor() {
        return wordCursor;
    }

    @Override
    public int rawWordLength() {
        return word().length();
    }
}
