package io.securechannel.examples.messenger.terminal;

import java.util.Optional;

/** Where a user types and looks. One thread reads lines; others may show things meanwhile. */
interface Screen extends AutoCloseable {

    /** {@return the next line; empty at the end of the input} */
    Optional<String> readLine();

    /** Shows something, as whole lines that nothing else gets into. */
    void show(Notice notice);

    /** How things are now. */
    void status(Status status);

    /** {@return whether a person sits here, who sees errors and can stay offline; a script cannot} */
    boolean interactive();

    @Override
    void close();
}
