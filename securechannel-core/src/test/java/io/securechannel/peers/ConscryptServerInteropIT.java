package io.securechannel.peers;

import org.junit.jupiter.api.Test;

/** Our client at plain Conscrypt. */
@Row(value = "Conscrypt, server", software = "Conscrypt")
class ConscryptServerInteropIT extends ScriptedServerPeer {

    @Override
    String findVersion() {
        return ConscryptPrograms.version();
    }

    @Override
    Program start(Serve serve) throws Exception {
        return Program.start(serve.arguments(ConscryptPrograms.command(ConscryptServerMain.class)));
    }

    @Override
    boolean hasPostQuantum() {
        return true;
    }

    @Test
    @Shows(Feature.HALF_CLOSE)
    @Override
    void eachEndGoesOnAfterTheOthersEnd(Cell cell) throws Exception {
        cell.says("no: its sockets end both directions at the first close_notify, which they prove");
        itEndsWhenWeEnd();
    }

    /** Two connections: that the second was resumed Conscrypt tells nobody, and our end does. */
    @Override
    String resumedPattern() {
        return "(?s)alpn .*alpn ";
    }
}
