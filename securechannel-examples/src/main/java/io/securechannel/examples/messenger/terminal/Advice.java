package io.securechannel.examples.messenger.terminal;

import java.util.Locale;

/** What to type when a start fails: the messenger's words name no options. */
final class Advice {

    private Advice() {}

    static String with(String message, ServerEntry server) {
        var lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("another identity key")) {
            return message + " (--store names the file that has it, --replace-keys replaces it)";
        }
        if (lower.contains("refuses the login")) {
            return message + " (--sign-up for who is not a user yet)";
        }
        if (lower.contains("has not been met before") || lower.contains("was known by")) {
            return message + " (at a terminal, --noise --server " + server.host() + ":" + server.port()
                    + " asks; --server-key scn1… says it without)";
        }
        if (lower.contains("certificate")) {
            return message + " (--ca FILE says whom to believe about " + server.host() + ")";
        }
        return message;
    }
}
