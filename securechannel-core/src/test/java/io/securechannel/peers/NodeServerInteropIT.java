package io.securechannel.peers;

/** Our client at Node's tls module. */
@Row(value = "Node tls, server", software = "Node")
class NodeServerInteropIT extends ScriptedServerPeer {

    @Override
    String findVersion() throws Exception {
        return NodeClientInteropIT.nodesVersion();
    }

    @Override
    Program start(Serve serve) throws Exception {
        return Program.start(serve.arguments("node", script("server.mjs")));
    }
}
