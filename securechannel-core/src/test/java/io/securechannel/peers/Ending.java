package io.securechannel.peers;

/** Which end is the first to say that nothing more comes from it (close_notify; RFC 8446, section 6.1). */
enum Ending {
    /** The client sends a line and ends; the server answers after that. */
    CLIENT_FIRST,

    /** The server answers and ends; the client sends another line after that. */
    SERVER_FIRST
}
