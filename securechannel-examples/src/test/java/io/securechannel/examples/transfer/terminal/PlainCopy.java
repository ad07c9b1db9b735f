package io.securechannel.examples.transfer.terminal;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What a transfer is measured against: names, lengths and content over a plain socket, each file on the disk before the next. */
final class PlainCopy {

    private static final int AT_ONCE = 128 << 10;
    private static final long END = -1;

    private PlainCopy() {}

    static void copy(Path source, Path target) throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var receiving = CompletableFuture.runAsync(() -> {
                try (var socket = listener.accept();
                        var in = new Buffered(socket.getInputStream())) {
                    receive(in.data(), target);
                } catch (IOException e) {
                    throw new CompletionException(e);
                }
            });
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort())) {
                send(source, socket.getOutputStream());
            }
            receiving.join();
        }
    }

    private record Buffered(InputStream in) implements AutoCloseable {

        DataInputStream data() {
            return new DataInputStream(new BufferedInputStream(in, AT_ONCE));
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    private static void send(Path source, OutputStream socket) throws IOException {
        var out = new DataOutputStream(new BufferedOutputStream(socket, AT_ONCE));
        var buffer = new byte[AT_ONCE];
        try (var all = Files.walk(source)) {
            for (var each : (Iterable<Path>) all::iterator) {
                if (Files.isRegularFile(each)) {
                    out.writeUTF(source.getParent().relativize(each).toString());
                    out.writeLong(Files.size(each));
                    try (var in = Files.newInputStream(each)) {
                        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                            out.write(buffer, 0, count);
                        }
                    }
                }
            }
        }
        out.writeUTF("");
        out.writeLong(END);
        out.flush();
    }

    private static void receive(DataInputStream in, Path target) throws IOException {
        var buffer = new byte[AT_ONCE];
        for (var name = in.readUTF(); !name.isEmpty(); name = in.readUTF()) {
            long left = in.readLong();
            var file = target.resolve(name);
            Files.createDirectories(file.getParent());
            try (var out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                while (left > 0) {
                    int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                    if (count < 0) {
                        throw new IOException("cut");
                    }
                    var bytes = ByteBuffer.wrap(buffer, 0, count);
                    while (bytes.hasRemaining()) {
                        out.write(bytes);
                    }
                    left -= count;
                }
                out.force(true);
            }
        }
        if (in.readLong() != END) {
            throw new IOException("goes on");
        }
    }
}
