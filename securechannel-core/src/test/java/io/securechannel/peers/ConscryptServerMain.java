package io.securechannel.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.conscrypt.Conscrypt;

/**
 * A server on plain Conscrypt: CERTIFICATE KEY OTHER-CERTIFICATE OTHER-KEY CLIENTS|- ALPN|- ENDING|-. It prints what it
 * finds, as {@code server.py} does.
 */
final class ConscryptServerMain {

    private ConscryptServerMain() {}

    public static void main(String[] arguments) throws Exception {
        var context = ConscryptArguments.context(
                List.of(Arrays.copyOfRange(arguments, 0, 2), Arrays.copyOfRange(arguments, 2, 4)), arguments[4]);
        try (var listening = listen(context, arguments)) {
            System.out.println("PORT " + listening.getLocalPort());
            while (true) {
                try (var tls = (SSLSocket) listening.accept()) {
                    converse(tls, arguments);
                } catch (IOException refused) {
                    System.out.println("refused " + refused.getMessage());
                }
            }
        }
    }

    private static SSLServerSocket listen(SSLContext context, String[] arguments) throws IOException {
        var listening = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        listening.setNeedClientAuth(!arguments[4].equals("-"));
        return listening;
    }

    private static void converse(SSLSocket tls, String[] arguments) throws IOException {
        Conscrypt.setUseSessionTickets(tls, true);
        if (!arguments[5].equals("-")) {
            Conscrypt.setApplicationProtocols(tls, new String[] {arguments[5]});
        }
        tls.startHandshake();
        var session = (ExtendedSSLSession) tls.getSession();
        System.out.println("alpn " + Conscrypt.getApplicationProtocol(tls));
        for (var name : session.getRequestedServerNames()) {
            System.out.println("name " + new SNIHostName(name.getEncoded()).getAsciiName());
        }
        if (!arguments[4].equals("-")) {
            var certificate = (X509Certificate) session.getPeerCertificates()[0];
            System.out.println(
                    "subject " + certificate.getSubjectX500Principal().getName().substring(3));
        }
        System.out.println("exporter "
                + HexFormat.of()
                        .formatHex(Conscrypt.exportKeyingMaterial(tls, "EXPORTER-Channel-Binding", new byte[0], 32)));
        exchange(tls, arguments[6]);
    }

    private static void exchange(SSLSocket tls, String ending) throws IOException {
        var in = tls.getInputStream();
        var out = tls.getOutputStream();
        if (ending.equals("CLIENT_FIRST")) {
            out.write(("heard: " + new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8));
            return;
        }
        var buffer = new byte[1_024];
        int count = in.read(buffer);
        out.write(("heard: " + new String(buffer, 0, Math.max(0, count), StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8));
        if (ending.equals("SERVER_FIRST")) {
            tls.shutdownOutput();
        }
        System.out.println("heard: " + new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
}
