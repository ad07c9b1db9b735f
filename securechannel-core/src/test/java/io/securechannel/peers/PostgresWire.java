package io.securechannel.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.securechannel.auth.scram.ScramClient;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * As much of PostgreSQL's protocol (version 3.0, chapter "Frontend/Backend Protocol" of its manual) as a login by SCRAM and
 * a query take. Every message: type (1 byte), length with itself (4 bytes), content.
 */
final class PostgresWire implements AutoCloseable {

    private static final int PROTOCOL = 196_608;
    private static final int SSL_REQUEST = 80_877_103;
    private static final int SASL = 10;
    private static final int SASL_CONTINUE = 11;
    private static final int SASL_FINAL = 12;
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    private PostgresWire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    /** What the server said is wrong: SQLSTATE and text. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    static PostgresWire plain(int port) throws IOException {
        return new PostgresWire(connected(port));
    }

    static PostgresWire tls(int port, SSLContext context) throws IOException {
        var socket = connected(port);
        var request = new DataOutputStream(socket.getOutputStream());
        request.writeInt(8);
        request.writeInt(SSL_REQUEST);
        int answer = socket.getInputStream().read();
        if (answer != 'S') {
            throw new IOException("the server does not do TLS: " + answer);
        }
        var tls = (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", port, true);
        tls.startHandshake();
        return new PostgresWire(tls);
    }

    /** {@return the certificate that the server showed} */
    java.security.cert.Certificate serverCertificate() throws IOException {
        return ((SSLSocket) socket).getSession().getPeerCertificates()[0];
    }

    /** Sends the startup message. {@return the mechanisms that the server offers} */
    List<String> begin(String user) throws IOException {
        var content = new ByteArrayOutputStream();
        new DataOutputStream(content).writeInt(PROTOCOL);
        content.write(("user\0" + user + "\0database\0postgres\0\0").getBytes(UTF_8));
        out.writeInt(content.size() + 4);
        content.writeTo(out);
        var message = authentication(SASL);
        return List.of(UTF_8.decode(message).toString().split("\0"));
    }

    /** Logs in, and reads up to where queries are taken. */
    void login(ScramClient client) throws IOException {
        byte[] first = client.clientFirst();
        var initial = new ByteArrayOutputStream();
        initial.write((client.mechanism() + "\0").getBytes(UTF_8));
        new DataOutputStream(initial).writeInt(first.length);
        initial.write(first);
        send('p', initial.toByteArray());
        send('p', client.clientFinal(bytes(authentication(SASL_CONTINUE))));
        client.serverFinal(bytes(authentication(SASL_FINAL)));
        authentication(0);
        readUntilReady();
    }

    /** {@return the first column of each row} */
    List<String> query(String sql) throws IOException {
        send('Q', (sql + "\0").getBytes(UTF_8));
        return readUntilReady();
    }

    private List<String> readUntilReady() throws IOException {
        var rows = new ArrayList<String>();
        while (true) {
            int type = in.readUnsignedByte();
            var content = content(type);
            if (type == 'Z') {
                return rows;
            }
            if (type == 'D') {
                content.getShort();
                var column = new byte[content.getInt()];
                content.get(column);
                rows.add(new String(column, UTF_8));
            }
        }
    }

    private ByteBuffer authentication(int expected) throws IOException {
        int type = in.readUnsignedByte();
        var content = content(type);
        int step = type == 'R' ? content.getInt() : -1;
        if (step != expected) {
            throw new IOException("expected step " + expected + " of the login, not " + (char) type + step);
        }
        return content;
    }

    private ByteBuffer content(int type) throws IOException {
        var content = new byte[in.readInt() - 4];
        in.readFully(content);
        if (type == 'E') {
            throw new Refused(new String(content, UTF_8).replace('\0', ' '));
        }
        return ByteBuffer.wrap(content);
    }

    private void send(char type, byte[] content) throws IOException {
        out.writeByte(type);
        out.writeInt(content.length + 4);
        out.write(content);
        out.flush();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static Socket connected(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
