package io.securechannel.examples.messenger.terminal;

import java.util.HashMap;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.LineReader;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.Status;

/**
 * JLine's reader, for a chat: prompt and status bar change while somebody types, under the reader's own lock, so that nothing gets
 * between its escape sequences. What is typed is kept in memory alone.
 */
final class ChatReader extends LineReaderImpl {

    private static final int REMEMBERED_LINES = 200;

    ChatReader(Terminal terminal, Completion completion) {
        super(terminal, "chat", new HashMap<>());
        setHistory(new DefaultHistory());
        setVariable(LineReader.HISTORY_SIZE, REMEMBERED_LINES);
        setParser(TypedLine::parse);
        setCompleter((reader, line, candidates) -> completion
                .candidates(
                        line.words().subList(0, line.wordIndex()), line.word().substring(0, line.wordCursor()))
                .forEach(each -> candidates.add(new Candidate(each))));
        option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
        option(LineReader.Option.ERASE_LINE_ON_FINISH, true);
        option(LineReader.Option.HISTORY_IGNORE_SPACE, false);
        option(LineReader.Option.AUTO_FRESH_LINE, false);
        // It would put the line into a temporary file, for an editor.
        getWidgets().put(LineReader.EDIT_AND_EXECUTE_COMMAND, () -> false);
    }

    /** Shows rows above the line that is typed. */
    void printAbove(List<AttributedString> rows, boolean bell) {
        lock.lock();
        try {
            if (bell) {
                getTerminal().puts(Capability.bell);
            }
            printAbove(AttributedString.join(new AttributedString("\n"), rows));
        } finally {
            lock.unlock();
        }
    }

    /** Changes what stands before the line, and below it. */
    void redecorate(AttributedString newPrompt, AttributedString bar) {
        lock.lock();
        try {
            Status.getStatus(getTerminal()).update(List.of(bar));
            if (reading) {
                setPrompt(newPrompt.toAnsi(getTerminal()));
                redisplay();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes the status bar away. */
    void undecorate() {
        lock.lock();
        try {
            Status.getExistingStatus(getTerminal()).ifPresent(status -> status.update(List.of()));
        } finally {
            lock.unlock();
        }
    }
}
