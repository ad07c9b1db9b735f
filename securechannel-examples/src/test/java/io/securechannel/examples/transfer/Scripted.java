package io.securechannel.examples.transfer;

import io.securechannel.examples.transfer.protocol.Attributes;
import io.securechannel.examples.transfer.protocol.Codec;
import io.securechannel.examples.transfer.protocol.Greeting;
import io.securechannel.examples.transfer.protocol.Item;
import io.securechannel.examples.transfer.protocol.Link;
import io.securechannel.examples.transfer.protocol.Message;
import io.securechannel.examples.transfer.protocol.Names;
import io.securechannel.examples.transfer.protocol.Sha256;
import io.securechannel.examples.transfer.receiver.Policy;
import io.securechannel.examples.transfer.receiver.TestFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A sender that says what a test makes it say, to a real receiver. */
public final class Scripted implements AutoCloseable {

    public static final Attributes PLAIN = new Attributes(0644, Instant.parse("2020-01-01T00:00:00Z"));
    public static final Sha256 NOTHING = hash(new byte[0]);

    private static final int PATIENCE = 30;

    private final MemoryLinks links = new MemoryLinks();
    private final Link link = links.client();
    private final CompletableFuture<@Nullable IOException> receiver;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Transfer.Noted noted = new Transfer.Noted();

    public Scripted(Path target, Policy policy) {
        var receivers = links.server();
        receiver = CompletableFuture.supplyAsync(() -> {
            try (receivers) {
                TestFolder.receive(receivers, target, policy, noted, new AtomicLong(Long.MAX_VALUE), log);
                return null;
            } catch (IOException e) {
                return e;
            }
        });
    }

    public static Sha256 hash(byte[] content) {
        var digest = Sha256.begin();
        digest.update(content);
        return Sha256.soFar(digest);
    }

    /** The name under which a file of this name grows (FT13). */
    public static String partOf(String name) {
        return "." + hash(name.getBytes(StandardCharsets.UTF_8)).toString().substring(0, 32) + Names.UNFINISHED;
    }

    public static Item.File file(String name, long size) {
        return new Item.File(name, size, PLAIN);
    }

    public static Item.Leave leave() {
        return new Item.Leave(PLAIN);
    }

    /** Offers just these items, and announces them in one batch. */
    public Scripted announce(Item... items) throws IOException {
        long bytes = 0;
        int count = 0;
        for (var item : items) {
            bytes += item instanceof Item.File file ? file.size() : 0;
            count += item instanceof Item.Leave ? 0 : 1;
        }
        return say(new Message.Offer(count, bytes)).say(new Message.Batch(List.of(items)));
    }

    public Scripted say(Message message) throws IOException {
        link.send(message);
        return this;
    }

    public Scripted part(long item, long offset, byte[] content) throws IOException {
        byte[] head = Codec.encode(new Message.Part(item, offset));
        var message = new byte[head.length + content.length];
        System.arraycopy(head, 0, message, 0, head.length);
        System.arraycopy(content, 0, message, head.length, content.length);
        return raw(message);
    }

    public Scripted raw(byte[] message) throws IOException {
        link.queue(message);
        link.flush();
        return this;
    }

    /** What the receiver says next. */
    public Message hear() throws IOException {
        return Greeting.next(link);
    }

    /** How the receiver ends, which it has to; null if all is well. */
    public @Nullable IOException end() throws Exception {
        return receiver.get(PATIENCE, TimeUnit.SECONDS);
    }

    /** From now on nobody can wait until this directory, with a slash after it, is on the disk. */
    public Scripted noSync(String directory) {
        log.add(TestFolder.NO_SYNC + directory);
        return this;
    }

    /** From now on nobody can set the attributes of this part. */
    public Scripted noSet(String part) {
        log.add(TestFolder.NO_SET + part);
        return this;
    }

    /** What the receiver has done that matters for power cuts. */
    public List<String> log() {
        return List.copyOf(log);
    }

    public Transfer.Noted noted() {
        return noted;
    }

    @Override
    public void close() throws IOException {
        link.close();
        receiver.orTimeout(PATIENCE, TimeUnit.SECONDS).join();
    }
}
