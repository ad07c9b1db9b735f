package io.securechannel.peers;

/** A client of our own making, on top of another implementation. They take and print the same. */
abstract class ScriptedClientPeer extends ClientPeer {

    @Override
    final String applicationProtocolPattern() {
        return "(?m)^alpn interop/1$";
    }

    @Override
    String resumedPattern() {
        return "(?m)^resumed false$[^§]*^resumed true$";
    }

    @Override
    final String exporterPattern() {
        return "(?m)^exporter ([0-9a-f]{64})$";
    }

    @Override
    final String otherNamePattern() {
        return "(?m)^subject chat\\.example$";
    }
}
