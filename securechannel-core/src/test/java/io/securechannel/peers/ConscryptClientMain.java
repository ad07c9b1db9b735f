package io.securechannel.peers;

import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSocket;
import org.conscrypt.Conscrypt;

/**
 * A client on plain Conscrypt: PORT ROOT NAME CERTIFICATE|- KEY|- ALPN|- TIMES ENDING|-. It prints what it finds, as
 * {@code client.py} does.
 */
final class ConscryptClientMain {

    private ConscryptClientMain() {}

    public static void main(String[] arguments) throws Exception {
        var context = ConscryptArguments.context(List.<String[]>of(Arrays.copyOfRange(arguments, 3, 5)), arguments[1]);
        for (int i = 0; i < Integer.parseInt(arguments[6]); i++) {
            var plain = new Socket("localhost", Integer.parseInt(arguments[0]));
            try (var tls = (SSLSocket) context.getSocketFactory()
                    .createSocket(plain, arguments[2], Integer.parseInt(arguments[0]), true)) {
                prepare(tls, arguments);
                tls.startHandshake();
                var session = tls.getSession();
                System.out.println("alpn " + tls.getApplicationProtocol());
                System.out.println("subject "
                        + ((X509Certificate) session.getPeerCertificates()[0])
                                .getSubjectX500Principal()
                                .getName()
                                .substring(3));
                System.out.println("exporter "
                        + HexFormat.of()
                                .formatHex(Conscrypt.exportKeyingMaterial(
                                        tls, "EXPORTER-Channel-Binding", new byte[0], 32)));
                tls.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
                if (arguments[7].equals("CLIENT_FIRST")) {
                    tls.shutdownOutput();
                }
                print(tls.getInputStream());
                if (arguments[7].equals("SERVER_FIRST")) {
                    tls.getOutputStream().write("after your end\n".getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    private static void prepare(SSLSocket tls, String[] arguments) {
        var parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setServerNames(List.of(new SNIHostName(arguments[2])));
        if (!arguments[5].equals("-")) {
            parameters.setApplicationProtocols(new String[] {arguments[5]});
        }
        tls.setSSLParameters(parameters);
        Conscrypt.setUseSessionTickets(tls, true);
    }

    private static void print(InputStream answer) throws Exception {
        System.out.print(new String(answer.readAllBytes(), StandardCharsets.UTF_8));
    }
}
