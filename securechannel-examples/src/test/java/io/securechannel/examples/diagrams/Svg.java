package io.securechannel.examples.diagrams;

import java.util.ArrayList;
import java.util.List;

/** A picture that is being drawn: shapes of few classes, whose colours follow the reader's light or dark mode. */
final class Svg {

    private static final String STYLE = """
            <style>
            .page{fill:#ffffff} .box{fill:#eef2f7;stroke:#8fa1b8} .note{fill:#fdf6e3;stroke:#d9c68f}
            .line{stroke:#b4bfcc;stroke-dasharray:3 4} .clear{stroke:#8a5a00;stroke-dasharray:7 4} .sealed{stroke:#1f7a4d}
            .clearhead{fill:#8a5a00} .sealedhead{fill:#1f7a4d} .name{fill:#16202b;font-weight:600} .text{fill:#3d4a58}
            .clear,.sealed{stroke-width:1.8} text{font-family:"Helvetica Neue",Arial,"DejaVu Sans",sans-serif}
            @media (prefers-color-scheme: dark){
            .page{fill:#0f151c} .box{fill:#1d2834;stroke:#4c5f74} .note{fill:#2b2717;stroke:#6d6134}
            .line{stroke:#445160} .clear{stroke:#e0a84a} .sealed{stroke:#5cc792}
            .clearhead{fill:#e0a84a} .sealedhead{fill:#5cc792} .name{fill:#e9eef4} .text{fill:#b6c2cf}}
            </style>
            """;

    private final StringBuilder shapes = new StringBuilder();

    void box(String look, int x, int y, int width, int height) {
        shapes.append("<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>\n"
                .formatted(look, x, y, width, height));
    }

    void line(String look, int x, int y, int toX, int toY) {
        shapes.append("<line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n".formatted(look, x, y, toX, toY));
    }

    void arrow(String look, int x, int toX, int y) {
        int back = toX > x ? -9 : 9;
        line(look, x, y, toX + back, y);
        shapes.append("<path class=\"%shead\" d=\"M%d %d l%d -5 v10 z\"/>\n".formatted(look, toX, y, back));
    }

    /** Text in the middle of x; look is {@code name} or {@code text}. */
    void text(String look, int x, int y, String words) {
        text(look, x, y, "middle", words);
    }

    void left(String look, int x, int y, String words) {
        text(look, x, y, "start", words);
    }

    private void text(String look, int x, int y, String anchor, String words) {
        shapes.append("<text class=\"%s\" x=\"%d\" y=\"%d\" font-size=\"%d\" text-anchor=\"%s\">%s</text>\n"
                .formatted(look, x, y, look.equals("name") ? 14 : 13, anchor, escaped(words)));
    }

    /** {@return the picture, whole} */
    String drawn(String title, int width, int height) {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">
                <title>%s</title>
                %s<rect class="page" width="%d" height="%d" rx="8"/>
                %s</svg>
                """.formatted(width, height, width, height, escaped(title), STYLE, width, height, shapes);
    }

    /** {@return the words in lines of at most so many pixels, by the width that letters have on average} */
    static List<String> wrapped(String words, int pixels) {
        int longest = (int) (pixels / 7.2);
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (var word : words.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > longest) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
