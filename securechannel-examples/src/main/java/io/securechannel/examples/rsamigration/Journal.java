package io.securechannel.examples.rsamigration;

/** Is told what comes of each connection. Several threads may call it at once. */
interface Journal {

    /** A message has been read. */
    void message(String from, String text);

    /** Something else has been done with a connection. */
    void note(String from, String what);

    /** A connection has come to nothing; the peer was told no reason. */
    void failed(String from, Throwable why);
}
