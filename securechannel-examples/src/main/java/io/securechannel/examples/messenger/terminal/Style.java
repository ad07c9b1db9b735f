package io.securechannel.examples.messenger.terminal;

/** What a piece of a line is; the terminal gives each a look of its own. */
enum Style {
    TEXT,
    TIME,
    SENDER,
    SELF,
    BROADCAST,
    DIRECT,
    PRIVATE,
    GROUP,
    SYSTEM,
    ERROR,
    ALARM,
    MENTION,
    MENTION_OF_ME;

    static Style of(Mode mode) {
        return switch (mode) {
            case BROADCAST -> BROADCAST;
            case DIRECT -> DIRECT;
            case PRIVATE -> PRIVATE;
            case GROUP -> GROUP;
        };
    }
}
