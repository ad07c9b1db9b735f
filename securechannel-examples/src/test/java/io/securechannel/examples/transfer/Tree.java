package io.securechannel.examples.transfer;

import io.securechannel.examples.transfer.protocol.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Directories in tests: made, and told in words that can be compared. */
public final class Tree {

    private static final Instant LONG_AGO = Instant.parse("2019-07-03T10:20:30.123456Z");

    private final Path root;
    private final Random random = new Random(7);

    public Tree(Path root) throws IOException {
        this.root = Files.createDirectories(root);
    }

    public Path root() {
        return root;
    }

    /** Adds a file of random bytes, with permissions, that has not changed for years. */
    public Path file(String name, int size, String permissions) throws IOException {
        var file = root.resolve(name);
        Files.createDirectories(file.getParent());
        var bytes = new byte[size];
        random.nextBytes(bytes);
        Files.write(file, bytes);
        Files.setLastModifiedTime(file, FileTime.from(LONG_AGO.plusSeconds(size)));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        return file;
    }

    public Path file(String name, int size) throws IOException {
        return file(name, size, "rw-r--r--");
    }

    /** Gives a directory what would change whenever something in it does. */
    public void directory(String name, String permissions) throws IOException {
        var directory = Files.createDirectories(root.resolve(name));
        Files.setLastModifiedTime(directory, FileTime.from(LONG_AGO));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
    }

    /** All that is below: what it is, permissions, time, content. */
    public static Map<String, String> told(Path directory) throws IOException {
        var told = new TreeMap<String, String>();
        try (var all = Files.walk(directory)) {
            for (var each : (Iterable<Path>) all::iterator) {
                if (!each.equals(directory)) {
                    told.put(directory.relativize(each).toString(), one(each));
                }
            }
        }
        return told;
    }

    private static String one(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return "link to " + Files.readSymbolicLink(path);
        }
        var permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
        var time = Files.getLastModifiedTime(path).toInstant().truncatedTo(ChronoUnit.MICROS);
        if (Files.isDirectory(path)) {
            return "d" + permissions + " " + time;
        }
        var digest = Sha256.begin();
        digest.update(Files.readAllBytes(path));
        return "-" + permissions + " " + time + " " + Sha256.soFar(digest);
    }

    /** What is there has no trace of a transfer that was cut. */
    public static boolean hasParts(Path directory) throws IOException {
        try (var all = Files.walk(directory)) {
            return all.anyMatch(each -> each.toString().endsWith(".securechannel-part"));
        }
    }
}
