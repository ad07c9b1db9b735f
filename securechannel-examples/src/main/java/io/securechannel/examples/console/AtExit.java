package io.securechannel.examples.console;

/** Ends a server when the process is told to end, by Ctrl-C or by a signal: what is under way is finished or cut, and files are closed. */
public final class AtExit {

    private AtExit() {}

    /**
     * Closes something at the end of the process.
     *
     * @param what to close; it may be closed before
     */
    public static void close(AutoCloseable what) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(what), "stop"));
    }

    private static void end(AutoCloseable what) {
        try {
            what.close();
        } catch (Exception e) {
            System.getLogger(AtExit.class.getName())
                    .log(System.Logger.Level.DEBUG, "at the end", e); // the process ends anyhow
        }
    }
}
