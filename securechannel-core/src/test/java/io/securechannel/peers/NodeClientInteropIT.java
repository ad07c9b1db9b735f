package io.securechannel.peers;

/** Node's tls module at our server. */
@Row(value = "Node tls, client", software = "Node")
class NodeClientInteropIT extends ScriptedClientPeer {

    @Override
    String findVersion() throws Exception {
        return nodesVersion();
    }

    @Override
    Program start(Ask ask) throws Exception {
        return Program.start(ask.arguments("node", script("client.mjs")));
    }

    static String nodesVersion() throws Exception {
        return versionOf("(.+)", "node", "-p", "process.versions.node + ' with OpenSSL ' + process.versions.openssl");
    }
}
