package io.securechannel.examples.messenger.terminal;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.client.ChatException;
import io.securechannel.examples.messenger.client.ConnectionState;
import io.securechannel.examples.messenger.client.Messenger;
import io.securechannel.examples.messenger.terminal.Notice.Saying;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * Joins a messenger and a screen, from the start to the last line. A person stays whatever the connection does; a script begins
 * when there is one, and leaves when the server has what was said.
 */
final class ChatSession {

    /** A server that does not answer at all keeps nobody from looking at what was said. */
    private static final Duration SOON = Duration.ofSeconds(3);

    private final Messenger messenger;
    private final Screen screen;
    private final Start start;
    private final EventView view;
    private final CommandRunner commands;
    private int refused;

    /**
     * What it needs to begin.
     *
     * @param patience how long a script waits for the connection, and at the end for the server to take what was said
     * @param isFirst whether a person has never been connected: then the first try says what is wrong
     * @param store the name of the key store, which keeps what has not been sent
     */
    record Start(Duration patience, boolean isFirst, String store) {}

    /**
     * Joins the two.
     *
     * @param messenger not started
     * @param events what it is told as; the messenger's listener adds to it
     * @param screen to be closed by the caller
     * @param start what it needs to begin
     */
    ChatSession(Messenger messenger, EventQueue events, Screen screen, Start start) {
        this.messenger = messenger;
        this.screen = screen;
        this.start = start;
        this.view = new EventView(messenger, events, screen);
        this.commands = new CommandRunner(messenger, view, screen);
    }

    /**
     * Runs until the user leaves. All that the messenger has taken from the server is shown before the messenger keeps what was shown.
     *
     * @throws ChatException that says why it could not begin, or what is left undone
     * @throws KeyMaterialException if the key store does not take what is left
     */
    void run() throws ChatException, KeyMaterialException, InterruptedException {
        try {
            talk();
        } catch (UncheckedIOException e) {
            throw new ChatException(EventView.unseen(e));
        }
        var failure = view.failure();
        if (failure.isPresent()) {
            throw new ChatException(failure.get());
        }
        if (screen.interactive()) {
            sayWhatWaits();
        } else {
            complain();
        }
    }

    /** What a person has said while nobody could take it is not lost, and is not there yet either. */
    private void sayWhatWaits() {
        int waiting = messenger.waiting().size();
        if (waiting > 0) {
            screen.show(new Notice.Done(waiting
                    + (waiting == 1 ? " message waits in " : " messages wait in ")
                    + start.store()
                    + (waiting == 1 ? " and goes" : " and go")
                    + " when you are back"));
        }
    }

    private void talk() throws ChatException, KeyMaterialException, InterruptedException {
        view.refresh();
        if (screen.interactive()) {
            commands.show(Saying.HISTORY, messenger.history());
        }
        try (messenger;
                view) {
            view.start();
            messenger.start();
            var begun = awaitStart();
            if (view.failure().isPresent()) {
                return;
            }
            if (!mayBegin(begun)) {
                throw notBegun(begun);
            }
            readLines();
            if (!screen.interactive()) {
                view.awaitOutbox(start.patience(), commands.sent());
            }
        }
    }

    private ConnectionState awaitStart() throws InterruptedException {
        if (start.isFirst()) {
            return view.awaitFirstTry(start.patience());
        }
        return screen.interactive() ? view.awaitFirstTry(SOON) : view.awaitConnection(start.patience());
    }

    /** A person may look at what was said, and write what is sent later; a refusal is for both to mend. */
    private boolean mayBegin(ConnectionState state) {
        boolean needsNoConnection = screen.interactive() && !start.isFirst();
        return needsNoConnection ? state != ConnectionState.REFUSED : state == ConnectionState.ONLINE;
    }

    private ChatException notBegun(ConnectionState state) {
        var why = view.connectionText();
        return new ChatException(
                state == ConnectionState.REFUSED
                                || (start.isFirst() && state != ConnectionState.CONNECTING && !why.isEmpty())
                        ? why
                        : "no connection after " + start.patience().toSeconds() + " seconds"
                                + (why.isEmpty() ? "" : ": " + why));
    }

    /** {@return whether the server has refused this user before anything else happened} */
    boolean refusedAtOnce() {
        return view.refusedAtOnce();
    }

    private void readLines() {
        for (var line = screen.readLine(); line.isPresent(); line = screen.readLine()) {
            if (view.failure().isPresent()) {
                return;
            }
            try {
                var command = CommandParser.parse(line.get());
                if (command instanceof Command.Quit) {
                    return;
                }
                commands.run(command);
            } catch (CommandException | ChatException e) {
                refused++;
                screen.show(new Notice.Refused(String.valueOf(e.getMessage())));
            }
            view.refresh();
        }
    }

    /** What a script must not overlook. */
    private void complain() throws ChatException {
        long waiting = messenger.waiting().stream()
                .filter(message -> commands.hasSent(message) || !view.waitsForSomebody(message))
                .count();
        if (waiting > 0) {
            throw new ChatException(
                    waiting + " of the messages have not reached the server; they are kept, and sent the"
                            + " next time: /waiting shows them");
        }
        if (refused > 0) {
            throw new ChatException(refused + " of the lines could not be done: see the lines that begin with error");
        }
    }
}
