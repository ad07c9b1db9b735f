package io.securechannel.peers;

import org.junit.jupiter.api.Test;

/** Our client at Python's ssl module. */
@Row(value = "Python ssl, server", software = "Python")
class PythonServerInteropIT extends ScriptedServerPeer {

    @Override
    String findVersion() throws Exception {
        return PythonClientInteropIT.pythonsVersion();
    }

    @Override
    Program start(Serve serve) throws Exception {
        return Program.start(serve.arguments("python3", script("server.py")));
    }

    @Test
    @Shows(Feature.EXPORTER)
    @Override
    void bothEndsExportTheSame(Cell cell) throws Exception {
        cell.says(PythonClientInteropIT.noExporter());
    }
}
