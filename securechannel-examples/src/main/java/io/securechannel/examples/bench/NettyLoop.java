package io.securechannel.examples.bench;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A thread that drives one of Netty's event loops, and in which what is measured runs as well. So no message changes from one
 * thread to another on its way, as it does not where a program's own code stands in handlers. Loops are used again for
 * other connections: none of them pays for a selector.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails ends the connection, which the handler hears
final class NettyLoop {

    private static final Queue<NettyLoop> FREE = new ConcurrentLinkedQueue<>();
    private static final long A_WHILE = TimeUnit.SECONDS.toNanos(10);

    private final ManualIoEventLoop loop;
    private final Queue<Runnable> bodies = new ConcurrentLinkedQueue<>();

    private NettyLoop() {
        var thread = new Thread(this::drive, "bench-netty");
        thread.setDaemon(true);
        this.loop = new ManualIoEventLoop(thread, NioIoHandler.newFactory());
        thread.start();
    }

    /** {@return one that nobody uses} */
    static NettyLoop take() {
        var free = FREE.poll();
        return free == null ? new NettyLoop() : free;
    }

    /** Lets others use it. */
    void giveBack() {
        FREE.add(this);
    }

    void register(Channel channel) {
        EventLoopGroup group = loop;
        group.register(channel);
    }

    /** {@return whether this is its thread} */
    boolean isHere() {
        return loop.inEventLoop();
    }

    void execute(Runnable task) {
        loop.execute(task);
    }

    /** Drives the loop, in its thread, until something has happened. */
    void until(BooleanSupplier happened) {
        while (!happened.getAsBoolean()) {
            loop.run(A_WHILE);
        }
    }

    /** {@return what something gives that runs in its thread} */
    <T> T call(Callable<T> body) throws Exception {
        if (isHere()) {
            return body.call();
        }
        var task = new FutureTask<>(body);
        bodies.add(task);
        loop.execute(() -> {}); // ends the wait
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : new IOException(e.getCause());
        }
    }

    private void drive() {
        while (!loop.isTerminated()) {
            var body = bodies.poll();
            if (body == null) {
                loop.run(A_WHILE);
            } else {
                body.run();
            }
        }
    }
}
