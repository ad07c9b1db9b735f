package io.securechannel.peers;

import org.junit.jupiter.api.Test;

/** Python's ssl module at our server. */
@Row(value = "Python ssl, client", software = "Python")
class PythonClientInteropIT extends ScriptedClientPeer {

    @Override
    String findVersion() throws Exception {
        return pythonsVersion();
    }

    @Override
    Program start(Ask ask) throws Exception {
        return Program.start(ask.arguments("python3", script("client.py")));
    }

    @Test
    @Shows(Feature.EXPORTER)
    @Override
    void bothEndsExportTheSame(Cell cell) throws Exception {
        cell.says(noExporter());
    }

    static String pythonsVersion() throws Exception {
        var ask = "import platform, ssl; print(platform.python_version(), 'with', *ssl.OPENSSL_VERSION.split()[:2])";
        return versionOf("(.+)", "python3", "-c", ask);
    }

    /** {@return what the cell says} Python itself is asked whether it is still true. */
    static String noExporter() throws Exception {
        var ask = "import ssl; print(ssl.CHANNEL_BINDING_TYPES, any('export' in n for n in dir(ssl.SSLSocket)))";
        versionOf("(\\['tls-unique'\\] False)", "python3", "-c", ask);
        return "n/a: Python's ssl has no exporter, and of channel bindings tls-unique alone, which TLS 1.3 has not";
    }
}
