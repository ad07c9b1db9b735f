package io.securechannel.examples.diagrams;

import java.util.List;

/**
 * What stands on what, the uppermost first, from lines of text:
 *
 * <pre>
 *   title words
 *   layer words: box / details | box / details
 * </pre>
 */
final class LayersDiagram {

    private static final int WIDTH = 860;
    private static final int LEFT = 150;
    private static final int GAP = 10;
    private static final int LINE = 16;

    private final Svg svg = new Svg();
    private int y = 44;

    private LayersDiagram() {}

    /** {@return the picture that the lines describe} */
    static String draw(List<String> lines) {
        var diagram = new LayersDiagram();
        var title = lines.get(0).substring("title ".length());
        diagram.svg.text("name", WIDTH / 2, 26, title);
        lines.subList(1, lines.size()).forEach(diagram::layer);
        return diagram.svg.drawn(title, WIDTH, diagram.y + 6);
    }

    private void layer(String line) {
        int colon = line.indexOf(": ");
        if (!line.startsWith("layer ") || colon < 0) {
            throw new IllegalArgumentException("no layer: " + line);
        }
        var boxes = line.substring(colon + 2).split(" \\| ", -1);
        int width = (WIDTH - LEFT - 20 - (boxes.length - 1) * GAP) / boxes.length;
        int height = 0;
        for (var box : boxes) {
            height = Math.max(height, height(box, width));
        }
        int x = LEFT;
        for (var box : boxes) {
            draw(box, x, width, height);
            x += width + GAP;
        }
        int at = y + 19;
        for (var words : Svg.wrapped(line.substring("layer ".length(), colon), LEFT - 30)) {
            svg.left("text", 18, at, words);
            at += LINE;
        }
        y += height + GAP;
    }

    private static int height(String box, int width) {
        int slash = box.indexOf(" / ");
        return 30
                + (slash < 0
                        ? 0
                        : LINE
                                * Svg.wrapped(box.substring(slash + 3), width - 16)
                                        .size());
    }

    private void draw(String box, int x, int width, int height) {
        int slash = box.indexOf(" / ");
        svg.box("box", x, y, width, height);
        svg.text("name", x + width / 2, y + 20, slash < 0 ? box : box.substring(0, slash));
        if (slash >= 0) {
            int at = y + 37;
            for (var words : Svg.wrapped(box.substring(slash + 3), width - 16)) {
                svg.text("text", x + width / 2, at, words);
                at += LINE;
            }
        }
    }
}
