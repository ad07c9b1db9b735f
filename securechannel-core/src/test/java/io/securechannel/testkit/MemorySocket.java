package io.securechannel.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/** One end of a connection in memory. It has what a connected socket has, without the network. */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // what it holds is volatile, or has locks of its own
final class MemorySocket extends Socket {

    private final MemoryPipe incoming;
    private final MemoryPipe outgoing;
    private final int localPort;
    private final int port;
    private final InputStream input = new Input();
    private final OutputStream output = new Output();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean inputShut;
    private volatile boolean outputShut;
    private volatile int timeoutMillis;
    private volatile int linger = -1;
    private volatile boolean noDelay;

    MemorySocket(MemoryPipe incoming, MemoryPipe outgoing, int localPort, int port) {
        this.incoming = incoming;
        this.outgoing = outgoing;
        this.localPort = localPort;
        this.port = port;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        requireOpen();
        return input;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        requireOpen();
        return output;
    }

    /** The peer reads the end, or a reset where SO_LINGER is zero; its writes fail. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            incoming.closeReader();
            if (linger == 0) {
                outgoing.reset();
                incoming.reset();
            }
            outgoing.closeWriter();
        }
    }

    @Override
    public void shutdownInput() throws IOException {
        requireOpen();
        inputShut = true;
        incoming.shutReader();
    }

    @Override
    public void shutdownOutput() throws IOException {
        requireOpen();
        outputShut = true;
        outgoing.end();
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        requireOpen();
        timeoutMillis = millis;
    }

    @Override
    public int getSoTimeout() {
        return timeoutMillis;
    }

    @Override
    public void setSoLinger(boolean on, int seconds) throws SocketException {
        requireOpen();
        linger = on ? seconds : -1;
    }

    @Override
    public int getSoLinger() {
        return linger;
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        requireOpen();
        noDelay = on;
    }

    @Override
    public boolean getTcpNoDelay() {
        return noDelay;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return closed.get();
    }

    @Override
    public boolean isInputShutdown() {
        return inputShut;
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShut;
    }

    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public int getPort() {
        return port;
    }

    @Override
    public int getLocalPort() {
        return localPort;
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return new InetSocketAddress(getInetAddress(), port);
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return new InetSocketAddress(getLocalAddress(), localPort);
    }

    @Override
    public String toString() {
        return "MemorySocket[" + localPort + " to " + port + "]";
    }

    private void requireOpen() throws SocketException {
        if (closed.get()) {
            throw new SocketException("Socket is closed");
        }
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            return incoming.read(bytes, offset, length, timeoutMillis);
        }

        @Override
        public int available() {
            return incoming.available();
        }

        @Override
        public void close() {
            MemorySocket.this.close();
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            outgoing.write(bytes, offset, length);
        }

        @Override
        public void close() {
            MemorySocket.this.close();
        }
    }
}
