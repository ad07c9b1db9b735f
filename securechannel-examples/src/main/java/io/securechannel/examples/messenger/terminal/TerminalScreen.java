package io.securechannel.examples.messenger.terminal;

import io.securechannel.examples.console.Words;
import io.securechannel.examples.messenger.client.ConnectionState;
import io.securechannel.examples.messenger.terminal.Notice.Said;
import io.securechannel.examples.messenger.terminal.Notice.Saying;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** A terminal: coloured lines above a prompt that they do not break, and a status bar below. */
final class TerminalScreen implements Screen {

    private static final int DEFAULT_WIDTH = 80;

    private final Terminal terminal;
    private final ChatReader reader;
    private final Renderer renderer;
    private final Palette palette;
    private final String user;
    private final boolean bell;
    private final Attributes before;
    private volatile AttributedString prompt = new AttributedString("> ");

    /**
     * Takes over a terminal.
     *
     * @param terminal closed with this
     * @param completion for the tabulator key
     * @param renderer of notices
     * @param look colours, and whether mentions of the user ring
     * @param user who sits here
     */
    TerminalScreen(Terminal terminal, Completion completion, Renderer renderer, Look look, String user) {
        this.terminal = terminal;
        this.reader = new ChatReader(terminal, completion);
        this.renderer = renderer;
        this.palette = look.palette();
        this.bell = look.bell();
        this.user = user;
        // Also between two lines: else the terminal itself would echo what is typed meanwhile, wherever the cursor is.
        this.before = terminal.enterRawMode();
    }

    /** How it looks and sounds. */
    record Look(Palette palette, boolean bell) {}

    /** Ctrl-C clears the line, Ctrl-D ends. What was typed is shown again as what it did. */
    @Override
    public Optional<String> readLine() {
        while (true) {
            try {
                var line = reader.readLine(prompt.toAnsi(terminal));
                if (line.startsWith("/") && !line.startsWith("//")) {
                    show(new Notice.Typed(line));
                }
                return Optional.of(line);
            } catch (UserInterruptException e) {
                // the line is gone
            } catch (EndOfFileException e) {
                return Optional.empty();
            }
        }
    }

    @Override
    public void show(Notice notice) {
        var rows = renderer.lines(notice, width()).stream().map(palette::line).toList();
        if (!rows.isEmpty()) {
            reader.printAbove(rows, bell && calls(notice));
        }
    }

    private boolean calls(Notice notice) {
        return notice instanceof Said said
                && (said.saying() == Saying.MESSAGE || said.saying() == Saying.LATE)
                && LineBuilder.mentions(said.message().text(), user);
    }

    private int width() {
        int width = terminal.getSize().getColumns();
        return width > 0 ? width : DEFAULT_WIDTH;
    }

    @Override
    public void status(Status status) {
        prompt = prompt(status);
        reader.redecorate(prompt, bar(status));
    }

    /** While a key has changed, nobody types without seeing it. */
    private AttributedString prompt(Status status) {
        var out = new AttributedStringBuilder();
        if (!status.changed().isEmpty()) {
            out.append(palette.text(Style.ALARM, "KEY CHANGED: " + names(status) + " "));
        }
        return out.append(palette.text(
                        Style.of(status.place().mode()),
                        "[" + Harmless.text(status.place().label()) + "]"))
                .append(" > ")
                .toAttributedString();
    }

    private static String names(Status status) {
        return Harmless.text(String.join(", ", status.changed()));
    }

    private AttributedString bar(Status status) {
        var out = new AttributedStringBuilder()
                .style(AttributedStyle.DEFAULT.inverse())
                .append(" " + Harmless.text(status.user()) + " | " + Words.of(status.connection()) + " | "
                        + Harmless.text(status.place().label()) + " | " + status.waiting() + " waiting ");
        if (status.connection() != ConnectionState.ONLINE) {
            out.style(palette.look(Style.ALARM)).append(" not connected ");
        }
        if (!status.changed().isEmpty()) {
            out.style(palette.look(Style.ALARM)).append(" /verify, /trust " + names(status));
        }
        return out.toAttributedString();
    }

    @Override
    public boolean interactive() {
        return true;
    }

    @Override
    public void close() {
        try {
            reader.undecorate();
            terminal.setAttributes(before);
            terminal.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
