package io.securechannel.examples.rsamigration;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.console.Table;
import java.io.PrintWriter;

/**
 * Prints a line for each connection. What strangers sent cannot steer the terminal.
 *
 * @param out where to
 * @param name of the command, in front of each line
 */
record PrintedJournal(PrintWriter out, String name) implements Journal {

    @Override
    public void message(String from, String text) {
        say("message from " + from + ": " + text);
    }

    @Override
    public void note(String from, String what) {
        say(from + ": " + what);
    }

    @Override
    public void failed(String from, Throwable why) {
        var text = String.valueOf(why.getMessage());
        say((text.startsWith(from) ? "" : from + ": ") + text + reason(why));
    }

    void say(String line) {
        out.println(name + ": " + Table.visible(line));
    }

    static String reason(Throwable why) {
        if (why instanceof SecureChannelException wire) {
            return " (" + wire.reason() + ")";
        }
        return why instanceof KeyMaterialException keys ? " (" + keys.reason() + ")" : "";
    }
}
