package io.securechannel.examples.transfer;

import io.securechannel.examples.transfer.protocol.Greeting;
import io.securechannel.examples.transfer.protocol.Link;
import io.securechannel.examples.transfer.protocol.Message.Hello;
import io.securechannel.examples.transfer.protocol.Message.Role;
import io.securechannel.examples.transfer.protocol.Refusal;
import io.securechannel.examples.transfer.protocol.Watch;
import io.securechannel.examples.transfer.receiver.Policy;
import io.securechannel.examples.transfer.receiver.TestFolder;
import io.securechannel.examples.transfer.sender.Sending;
import io.securechannel.examples.transfer.sender.SendingSession;
import io.securechannel.examples.transfer.sender.SourceTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Both ends of one transfer, in two threads of this process. */
public final class Transfer {

    private static final int PATIENCE = 60;

    private final Sending sending;
    private final Noted sent;
    private final Noted received = new Noted();
    private final Path target;
    private final AtomicLong room = new AtomicLong(Long.MAX_VALUE);
    private Policy policy = Policy.DEFAULT;
    private @Nullable IOException senderFailed;
    private @Nullable IOException receiverFailed;

    /** What one end was told. */
    public static final class Noted implements Watch {

        public final Map<String, Optional<Refusal>> settled = new TreeMap<>();
        public long had;
        public long moved;
        public Runnable onMoved = () -> {};

        @Override
        public void offered(long bytes) {}

        @Override
        public void file(String path, long size) {}

        @Override
        public void had(long bytes) {
            had += bytes;
        }

        @Override
        public void moved(long bytes) {
            moved += bytes;
            onMoved.run();
        }

        @Override
        public void checking(long bytes) {}

        @Override
        public void settled(String path, long size, Optional<Refusal> why) {
            settled.put(path, why);
        }
    }

    public Transfer(List<Path> sources, Path target) throws IOException {
        this.sent = new Noted();
        this.sending = new Sending(SourceTree.read(sources), sent);
        this.target = target;
    }

    public Transfer policy(Policy chosen) {
        this.policy = chosen;
        return this;
    }

    /** Leaves so many bytes on the receiver's disk. */
    public Transfer room(long bytes) {
        room.set(bytes);
        return this;
    }

    /** Runs it over one link; what fails is kept. */
    public Transfer over(MemoryLinks links) throws Exception {
        return over(links.client(), links.server());
    }

    public Transfer over(Link senders, Link receivers) throws Exception {
        senderFailed = null;
        receiverFailed = null;
        var receiving = CompletableFuture.runAsync(() -> receiverFailed = failure(() -> {
            try (receivers) {
                Greeting.exchange(receivers, new Hello(Role.RECEIVER, Optional.empty()));
                TestFolder.receive(receivers, target, policy, received, room, new ArrayList<>());
            }
        }));
        senderFailed = failure(() -> {
            try (senders) {
                Greeting.exchange(senders, new Hello(Role.SENDER, Optional.empty()));
                new SendingSession(senders, sending).run();
            }
        });
        await(receiving);
        return this;
    }

    private interface Work {
        void run() throws IOException;
    }

    private static @Nullable IOException failure(Work work) {
        try {
            work.run();
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private static void await(CompletableFuture<Void> future) throws InterruptedException {
        try {
            future.get(PATIENCE, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("the receiver", e);
        }
    }

    /** Neither end may have failed. */
    public Transfer done() {
        if (senderFailed != null || receiverFailed != null) {
            var error = new AssertionError("it failed");
            Optional.ofNullable(senderFailed).ifPresent(error::addSuppressed);
            Optional.ofNullable(receiverFailed).ifPresent(error::addSuppressed);
            throw error;
        }
        return this;
    }

    public Optional<IOException> senderFailed() {
        return Optional.ofNullable(senderFailed);
    }

    public Optional<IOException> receiverFailed() {
        return Optional.ofNullable(receiverFailed);
    }

    public Sending sending() {
        return sending;
    }

    public Noted sent() {
        return sent;
    }

    public Noted received() {
        return received;
    }
}
