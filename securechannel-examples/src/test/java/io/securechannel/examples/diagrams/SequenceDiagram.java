package io.securechannel.examples.diagrams;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Who says what to whom, from lines of text:
 *
 * <pre>
 *   title words
 *   ends client | server
 *   client -> server: name / details     what everybody on the way can read
 *   client => server: name / details     what is encrypted
 *   server: words                        a note at one end
 *   all: words                           a note across
 * </pre>
 *
 * Empty lines, and those that begin with #, do not count.
 */
final class SequenceDiagram {

    private static final int WIDTH = 860;
    private static final int MARGIN = 120;
    private static final int LINE = 17;

    private static final Pattern MESSAGE = Pattern.compile("(\\w[\\w ]*?) ([-=])> (\\w[\\w ]*?): (.+)");
    private static final Pattern NOTE = Pattern.compile("(\\w[\\w ]*?): (.+)");

    private final Svg svg = new Svg();
    private final List<String> ends = new ArrayList<>();
    private final int top;
    private int y;

    private SequenceDiagram(List<String> ends, int top) {
        this.ends.addAll(ends);
        this.top = top;
        this.y = top + 52;
    }

    /** {@return the picture that the lines describe} */
    static String draw(List<String> lines) {
        var title = after("title ", lines.get(0));
        var diagram = new SequenceDiagram(List.of(after("ends ", lines.get(1)).split(" \\| ", -1)), 46);
        var body = lines.subList(2, lines.size());
        body.forEach(diagram::step); // once, to learn how long the lifelines are
        var drawn = new SequenceDiagram(diagram.ends, 46);
        drawn.frame(title, diagram.y - 14);
        body.forEach(drawn::step);
        drawn.legend();
        return drawn.svg.drawn(title, WIDTH, drawn.y + 28);
    }

    private void frame(String title, int bottom) {
        svg.text("name", WIDTH / 2, 26, title);
        for (int i = 0; i < ends.size(); i++) {
            svg.line("line", x(i), top + 32, x(i), bottom);
            svg.box("box", x(i) - 80, top, 160, 32);
            svg.text("name", x(i), top + 21, ends.get(i));
        }
    }

    private void step(String line) {
        var message = MESSAGE.matcher(line);
        var note = NOTE.matcher(line);
        if (message.matches()) {
            message(
                    end(message.group(1)),
                    end(message.group(3)),
                    message.group(2).equals("="),
                    message.group(4));
        } else if (note.matches()) {
            note(note.group(1), note.group(2));
        } else {
            throw new IllegalArgumentException("neither message nor note: " + line);
        }
    }

    private void message(int from, int to, boolean sealed, String words) {
        int space = Math.abs(x(to) - x(from)) - 24;
        int middle = (x(from) + x(to)) / 2;
        int slash = words.indexOf(" / ");
        svg.text("name", middle, y + 4, slash < 0 ? words : words.substring(0, slash));
        y += LINE;
        if (slash >= 0) {
            for (var detail : Svg.wrapped(words.substring(slash + 3), space)) {
                svg.text("text", middle, y + 2, detail);
                y += LINE;
            }
        }
        svg.arrow(sealed ? "sealed" : "clear", x(from), x(to), y - 5);
        y += 22;
    }

    private void note(String where, String words) {
        boolean across = where.equals("all");
        int width = across ? WIDTH - 80 : Math.min(220, x(1) - x(0) - 20);
        int middle = across ? WIDTH / 2 : x(end(where));
        var lines = Svg.wrapped(words, width - 16);
        svg.box("note", middle - width / 2, y - 12, width, lines.size() * LINE + 12);
        for (var line : lines) {
            svg.text("text", middle, y + 6, line);
            y += LINE;
        }
        y += 22;
    }

    private void legend() {
        svg.arrow("clear", 40, 90, y + 6);
        svg.left("text", 98, y + 10, "can be read on the way");
        svg.arrow("sealed", 290, 340, y + 6);
        svg.left("text", 348, y + 10, "encrypted");
    }

    private int x(int end) {
        return MARGIN + end * (WIDTH - 2 * MARGIN) / (ends.size() - 1);
    }

    private int end(String name) {
        int found = ends.indexOf(name);
        if (found < 0) {
            throw new IllegalArgumentException("no such end: " + name);
        }
        return found;
    }

    private static String after(String word, String line) {
        if (!line.startsWith(word)) {
            throw new IllegalArgumentException("expected \"" + word + "\": " + line);
        }
        return line.substring(word.length());
    }
}
