package io.securechannel.examples.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One end over Netty: the last handler of its pipeline. Within {@link #within} it calls Netty from the thread of its loop; from
 * others it waits for what the loop does.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails ends the connection, which the handler hears
final class NettyEnd extends ChannelInboundHandlerAdapter implements End {

    private static final int MOST = 1 << 24;
    private static final long CLOSE_SECONDS = 10;

    private final NettyLoop loop;
    private final Channel channel;
    private final SslHandler tls;
    private final boolean messages;
    private final Deque<ByteBuf> received = new ArrayDeque<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private boolean ended;
    private volatile boolean resumed;
    private volatile @Nullable Throwable failure;

    NettyEnd(NettyLoop loop, Channel channel, SslHandler tls, boolean messages) {
        this.loop = loop;
        this.channel = channel;
        this.tls = tls;
        this.messages = messages;
    }

    /** Makes the pipeline, and waits for the handshake. */
    NettyEnd handshake() throws IOException {
        channel.pipeline().addLast(tls);
        if (messages) {
            channel.pipeline().addLast(new LengthFieldBasedFrameDecoder(MOST, 0, Integer.BYTES, 0, Integer.BYTES));
        }
        channel.pipeline().addLast(this);
        loop.register(channel);
        var handshake = tls.handshakeFuture().awaitUninterruptibly();
        if (!handshake.isSuccess()) {
            close();
            throw new IOException("the handshake failed: " + handshake.cause(), handshake.cause());
        }
        return this;
    }

    NettyEnd resumed(boolean yes) {
        resumed = yes;
        return this;
    }

    @Override
    public <T> T within(Callable<T> body) throws Exception {
        return loop.call(body);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        received.add((ByteBuf) message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ended = true;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        failure = cause;
        ended = true;
        context.close();
    }

    @Override
    public void write(byte[] block) throws IOException {
        if (messages) {
            send(block);
        } else {
            sendNow(Unpooled.wrappedBuffer(block));
        }
    }

    @Override
    public void send(byte[] message) throws IOException {
        sendNow(framed(message));
    }

    @Override
    public void queue(byte[] message) throws IOException {
        channel.write(framed(message));
        if (!channel.isWritable()) {
            flush();
        }
    }

    @Override
    public void flush() throws IOException {
        channel.flush();
        awaitRoom();
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        if (!loop.isHere()) {
            return elsewhere(() -> read(buffer));
        }
        var next = next();
        if (next == null) {
            return -1;
        }
        int count = messages ? next.readableBytes() : Math.min(buffer.length, next.readableBytes());
        if (messages) {
            next.skipBytes(count);
        } else {
            next.readBytes(buffer, 0, count);
        }
        if (!next.isReadable()) {
            received.remove().release();
        }
        return count;
    }

    @Override
    public byte[] receive() throws IOException {
        if (!loop.isHere()) {
            return elsewhere(this::receive);
        }
        var next = next();
        if (next == null) {
            throw new IOException("the peer has closed the connection", failure);
        }
        var message = ByteBufUtil.getBytes(next);
        received.remove().release();
        return message;
    }

    @Override
    public String protocol() {
        var session = tls.engine().getSession();
        return session.getProtocol() + " " + session.getCipherSuite();
    }

    @Override
    public boolean resumed() {
        return resumed;
    }

    @Override
    public void close() throws IOException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        channel.close();
        if (loop.isHere()) {
            loop.until(() -> channel.closeFuture().isDone());
        } else if (!channel.closeFuture().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("Netty did not close a connection");
        }
        loop.execute(() -> {
            received.forEach(ByteBuf::release);
            received.clear();
            ended = true;
            loop.giveBack();
        });
    }

    private ByteBuf framed(byte[] message) {
        return channel.alloc()
                .buffer(Integer.BYTES + message.length)
                .writeInt(message.length)
                .writeBytes(message);
    }

    private void sendNow(ByteBuf bytes) throws IOException {
        var written = channel.writeAndFlush(bytes);
        if (loop.isHere()) {
            awaitRoom();
        } else if (!written.awaitUninterruptibly().isSuccess()) {
            throw new IOException("Netty did not send", written.cause());
        }
    }

    /** As Netty's users do, stops at the high-water mark and goes on from the low one. */
    private void awaitRoom() throws IOException {
        if (!channel.isWritable()) {
            loop.until(() -> channel.isWritable() || ended);
        }
        if (ended) {
            throw new IOException("the connection has ended", failure);
        }
    }

    private @Nullable ByteBuf next() {
        if (received.isEmpty()) {
            loop.until(() -> !received.isEmpty() || ended);
        }
        return received.peek();
    }

    private <T> T elsewhere(Callable<T> body) throws IOException {
        try {
            return loop.call(body);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
