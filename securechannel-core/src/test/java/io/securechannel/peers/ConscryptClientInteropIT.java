package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException.Reason;
import org.junit.jupiter.api.Test;

/** Plain Conscrypt at our server. */
@Row(value = "Conscrypt, client", software = "Conscrypt")
class ConscryptClientInteropIT extends ScriptedClientPeer {

    @Override
    String findVersion() {
        return ConscryptPrograms.version();
    }

    @Override
    Program start(Ask ask) throws Exception {
        return Program.start(ask.arguments(ConscryptPrograms.command(ConscryptClientMain.class)));
    }

    @Override
    boolean hasPostQuantum() {
        return true;
    }

    @Test
    @Shows(Feature.HALF_CLOSE)
    @Override
    void eachEndGoesOnAfterTheOthersEnd(Cell cell) throws Exception {
        cell.says("no: its sockets cannot end one direction alone: they close the connection without a close_notify");
        try (var server = PeerServer.start(raw(tls()), PeerServer.RAW_ECHO);
                var client = start(ask(server).ending(Ending.CLIENT_FIRST))) {
            client.awaitExit();
            assertThat(server.endedWith()).isEqualTo(Reason.CONNECTION_CUT);
        }
    }

    /** Two connections: that the second was resumed Conscrypt tells nobody, and our end does. */
    @Override
    String resumedPattern() {
        return "(?s)alpn .*alpn ";
    }
}
