package io.securechannel.examples.bench;

import io.securechannel.hybrid.HybridCipher;
import io.securechannel.hybrid.Progress;
import io.securechannel.hybrid.Rewrapper;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A recipient is added to an envelope and taken out of it again, in turn, with X-Wing keys: in a large file, which was synced
 * before, and in memory; beside the least that a file asks for, one write of as many bytes at its beginning and one sync.
 */
final class RewrapTrials {

    private static final byte[] CONTEXT = {1};
    private static final int SMALL = 1 << 10;

    /** The preheader, and an area with room for some X-Wing slots. */
    private static final int HEAD = 12 << 10;

    private final Rewrapper adding;
    private final Rewrapper removing;
    private final EnvelopeKeyPair own = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING);
    private boolean added;

    private RewrapTrials() {
        try (var other = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING)) {
            adding = HybridCipher.rewrapper(own).add(other.publicKey());
            removing = HybridCipher.rewrapper(own).remove(other.publicKey());
        }
    }

    static List<Trial> create(int megabytes) throws Exception {
        var directory = Files.createTempDirectory("securechannel-bench");
        leaveNothing(directory); // not even where the run is broken off
        try {
            return List.of(inFile(directory, megabytes), writeAndSync(directory), inMemory());
        } catch (IOException | RuntimeException e) {
            delete(directory);
            throw e;
        }
    }

    private static Trial inFile(Path directory, int megabytes) throws Exception {
        var all = new RewrapTrials();
        var plain = directory.resolve("plain");
        var envelope = directory.resolve("envelope");
        leaveNothing(plain);
        leaveNothing(envelope);
        try (var file = new RandomAccessFile(plain.toFile(), "rw")) {
            file.setLength(megabytes * 1_000_000L);
        }
        HybridCipher.to(all.own.publicKey()).unsigned().seal(plain, envelope, CONTEXT, Progress.none());
        Files.delete(plain);
        sync(envelope);
        return new RewrapTrial("file-" + megabytes + "-mb", () -> all.next().rewrap(envelope), () -> delete(directory));
    }

    private static Trial writeAndSync(Path directory) throws IOException {
        var path = directory.resolve("floor");
        leaveNothing(path);
        Files.write(path, RawSlot.random(1 << 20));
        sync(path);
        var head = RawSlot.random(HEAD);
        return new RewrapTrial(
                "write-and-sync",
                () -> {
                    try (var file = FileChannel.open(path, StandardOpenOption.WRITE)) {
                        file.write(ByteBuffer.wrap(head), 0);
                        file.force(false);
                    }
                },
                () -> {});
    }

    private static Trial inMemory() throws Exception {
        var all = new RewrapTrials();
        var message = new byte[SMALL];
        var alone = HybridCipher.to(all.own.publicKey()).unsigned().seal(message, CONTEXT);
        var both = all.adding.rewrap(alone);
        return new RewrapTrial(
                "memory",
                () -> {
                    var next = all.next();
                    RawSlot.require(next.rewrap(next == all.adding ? alone : both).length > SMALL);
                },
                () -> {});
    }

    private Rewrapper next() {
        added = !added;
        return added ? adding : removing;
    }

    private static void leaveNothing(Path path) {
        path.toFile().deleteOnExit();
    }

    private static void sync(Path path) throws IOException {
        try (var file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            file.force(true);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (var each : files.toList()) {
                Files.delete(each);
            }
        }
        Files.delete(directory);
    }
}
