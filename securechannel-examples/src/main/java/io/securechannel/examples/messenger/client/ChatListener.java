package io.securechannel.examples.messenger.client;

/** Is told what happens, by one thread at a time, in order. It must not wait for long. */
@FunctionalInterface
public interface ChatListener {

    /**
     * Something has happened. A message, an alarm, and what is {@link ChatEvent.Undelivered} or {@link ChatEvent.Told} by what was said
     * and done, are kept until the user has been shown them: that is when this returns, unless
     * {@link #showsLater()}. What was not shown when the program ended, or made this throw, is told again at the next start.
     *
     * @param event what
     */
    void on(ChatEvent event);

    /** {@return whether {@link Messenger#shown} says when an event was shown, and not the return of {@link #on}} */
    default boolean showsLater() {
        return false;
    }
}
