package io.securechannel.examples.secret;

/** Text in HTML. */
final class Html {

    private Html() {}

    /**
     * {@return the text so that it is text in an element and in a quoted attribute, whatever it holds} The five characters
     * are those of the OWASP Cross Site Scripting Prevention Cheat Sheet; control characters, which HTML does not allow,
     * become U+FFFD.
     */
    static String escape(String text) {
        var escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(each -> {
            switch (each) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(allowed(each) ? each : 0xFFFD);
            }
        });
        return escaped.toString();
    }

    private static boolean allowed(int codePoint) {
        return codePoint == '\n' || codePoint == '\t' || !hidden(Character.getType(codePoint));
    }

    /** Also what would turn text around, as bidirectional controls do. */
    private static boolean hidden(int type) {
        return type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE;
    }
}
