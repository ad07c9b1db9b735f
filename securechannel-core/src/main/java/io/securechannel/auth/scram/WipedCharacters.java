package io.securechannel.auth.scram;

import java.nio.CharBuffer;
import java.util.Arrays;

/** Characters that grow at the end and are wiped, also when they move to a larger array. */
final class WipedCharacters implements AutoCloseable {

    private char[] characters;
    private int length;

    WipedCharacters(int expected) {
        this.characters = new char[expected + 2];
    }

    int length() {
        return length;
    }

    int codePointAt(int index) {
        return Character.codePointAt(characters, index, length);
    }

    void append(int codePoint) {
        require(2);
        length += Character.toChars(codePoint, characters, length);
    }

    void append(String text) {
        require(text.length());
        text.getChars(0, text.length(), characters, length);
        length += text.length();
    }

    void copyTo(WipedCharacters other) {
        other.require(length);
        System.arraycopy(characters, 0, other.characters, other.length, length);
        other.length += length;
    }

    /** {@return the characters from one index up to another, of this array} */
    CharSequence view(int from, int to) {
        return CharBuffer.wrap(characters, from, to - from);
    }

    /** {@return a copy, which the caller has to wipe} */
    char[] copy() {
        return Arrays.copyOf(characters, length);
    }

    private void require(int more) {
        if (characters.length - length < more) {
            var larger = Arrays.copyOf(characters, Math.max(2 * characters.length, length + more));
            Arrays.fill(characters, '\0');
            characters = larger;
        }
    }

    @Override
    public void close() {
        Arrays.fill(characters, '\0');
    }
}
