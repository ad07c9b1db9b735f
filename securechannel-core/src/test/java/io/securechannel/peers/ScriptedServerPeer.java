package io.securechannel.peers;

/** A server of our own making, on top of another implementation. They take and print the same. */
abstract class ScriptedServerPeer extends ServerPeer {

    @Override
    final String clientPattern() {
        return "subject ada\n";
    }

    @Override
    final String applicationProtocolPattern() {
        return "alpn interop/1\n";
    }

    @Override
    final String otherNamePattern() {
        return "name chat\\.example\n";
    }

    @Override
    String resumedPattern() {
        return "resumed true\n";
    }

    @Override
    final String exporterPattern() {
        return "exporter ([0-9a-f]{64})\n";
    }
}
