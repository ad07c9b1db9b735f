package io.securechannel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.console.OwnerOnlyFile;
import io.securechannel.examples.messenger.Tmux;
import io.securechannel.examples.transfer.Scripted;
import io.securechannel.examples.transfer.Tree;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged send-file and receive-file, as docs/how-to/send-files.md has them: at terminals, killed, and in scripts. */
@Timeout(300)
class SendFileIT {

    private static final Path JAR = Path.of("target/securechannel-examples.jar").toAbsolutePath();
    private static final int LARGE = 300_000_000;

    /** What takes so long that whoever sees it grow can still stop it, also where the machine is busy. */
    private static final long SECONDS_LONG = 1_000_000_000L;

    private static final Pattern BAR =
            Pattern.compile("movie\\.mp4 +\\[#*-*] +\\d+% [\\d.]+ [kM]B/s (\\d+:)?[\\d-]+:[\\d-]{2} left");

    @TempDir
    private Path directory;

    private Tree source;
    private Path inbox;

    @BeforeEach
    void prepare() throws Exception {
        source = new Tree(directory.resolve("source"));
        inbox = Files.createDirectory(directory.resolve("inbox"));
    }

    @Test
    void twoPeopleAndACode() throws Exception {
        Processes.require("tmux");
        source.file("photos/movie.mp4", LARGE);
        for (int i = 0; i < 300; i++) {
            source.file("photos/2024/" + i + ".jpg", 100 + i, "rwxr-----");
        }
        source.directory("photos/2024", "rwxr-xr-x");
        source.directory("photos", "rwxr-xr-x");
        var path = program() + ":/usr/bin:/bin";
        try (var terminals = new Tmux(directory)) {
            for (var who : List.of("ada", "bob")) {
                terminals.open(who, directory, Map.of("HOME", directory.toString(), "PATH", path));
            }
            var first = killedInTheMiddle(terminals);
            var place = receive(terminals, first);
            terminals.enter(
                    "bob", "clear; securechannel send-file --to localhost:" + place.group(1) + " source/photos");
            terminals.await("bob", "One-time code, as the other end shows it:");
            terminals.enter("bob", place.group(2));
            terminals.await("bob", "301 of 301 files are there");
            terminals.await("ada", "301 files are in inbox");
        }
        assertThat(Tree.told(inbox)).isEqualTo(Tree.told(source.root()));
    }

    private static MatchResult receive(Tmux terminals, String before) throws Exception {
        terminals.enter("ada", "clear; securechannel receive-file --dir inbox --port 0");
        var waiting = Pattern.compile("HOST:(\\d+)[^$]*one-time code: (\\d{3}-\\d{3}-\\d{3}), for one try");
        var seen = terminals.awaitVisible(
                "ada", "code", visible -> waiting.matcher(visible).find() && !visible.contains(before));
        var found = waiting.matcher(seen);
        assertThat(found.find()).isTrue();
        return found.toMatchResult();
    }

    private String killedInTheMiddle(Tmux terminals) throws Exception {
        var place = receive(terminals, "no code yet");
        Files.writeString(directory.resolve("code"), place.group(2) + "\n");
        terminals.enter(
                "bob",
                "securechannel send-file --to localhost:" + place.group(1)
                        + " --one-time-code-file code source/photos & K=$!");
        for (var who : List.of("ada", "bob")) {
            terminals.awaitVisible(who, "bar", visible -> BAR.matcher(visible).find());
        }
        terminals.enter("bob", "kill -9 $K");
        terminals.await("ada", "receive-file: the channel was cut, and the transfer goes on when there is another");
        terminals.key("ada", "C-c");
        assertThat(Tree.hasParts(inbox)).isTrue();
        assertThat(inbox.resolve("photos/movie.mp4")).doesNotExist();
        return place.group(2);
    }

    private Path program() throws Exception {
        var program = Files.createDirectory(directory.resolve("bin")).resolve("securechannel");
        var java = String.join(" ", command());
        OwnerOnlyFile.write(program, ("#!/bin/sh\nexec " + java + " \"$@\"\n").getBytes(StandardCharsets.UTF_8));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program.getParent();
    }

    /** Nobody sits there: a secret that both hold, plain lines, an exit code. */
    @Test
    void scripts() throws Exception {
        source.file("d/f", 100_000);
        source.file("d/aux.c", 10);
        source.directory("d", "rwxr-xr-x");
        makeSecret();
        for (var more : List.of("", " --posix-names")) {
            try (var receiver = RunningProcess.start(
                    directory,
                    command("receive-file --dir inbox --listen 127.0.0.1 --port 0 --noise --shared-secret secret"
                            + more))) {
                var port = receiver.awaitLine(
                                "waiting at 127\\.0\\.0\\.1:(\\d+); the other end: send-file FILE\\.\\.\\.")
                        .group(1);
                var sent = Processes.run(
                        directory,
                        Map.of(),
                        60,
                        command("send-file --to localhost:" + port + " --noise --shared-secret secret source/d"));
                assertThat(sent.output()).doesNotContain("\r");
                if (more.isEmpty()) {
                    assertThat(sent.exitCode()).isEqualTo(1);
                    assertThat(sent.output()).contains("send-file: d/aux.c: the receiver takes no such name");
                    assertThat(sent.output().lines().reduce("", (before, line) -> line))
                            .startsWith("securechannel: 1 did not arrive; the first: d/aux.c: ");
                } else {
                    assertThat(sent.exitCode()).as("%s", sent).isZero();
                    assertThat(sent.output()).contains("2 of 2 files are there, 10 B were sent");
                }
                assertThat(receiver.awaitEnd()).isEqualTo(sent.exitCode());
            }
        }
        assertThat(Tree.told(inbox)).isEqualTo(Tree.told(source.root()));
    }

    /** What the sender's encoding cannot read would arrive under another name; and a script must know of what is not sent. */
    @Test
    void namesThatCannotBeRead() throws Exception {
        makeSecret();
        source.file("d/f", 10);
        source.file("d/\u00fcn\u00ef", 10);
        source.directory("d", "rwxr-xr-x");
        try (var receiver = receiver()) {
            var sent = Processes.run(directory, Map.of("LC_ALL", "C"), 60, sender(port(receiver)));
            assertThat(sent.exitCode()).isEqualTo(1);
            assertThat(sent.output())
                    .contains(": its name cannot be read in this program's encoding, which LC_ALL sets: not sent")
                    .contains("1 of 1 file is there")
                    .contains("securechannel: 1 did not arrive; the first: d/");
            assertThat(receiver.awaitEnd()).isZero();
        }
        assertThat(Tree.told(inbox)).containsOnlyKeys("d", "d/f");
    }

    private RunningProcess receiver() throws Exception {
        return RunningProcess.start(
                directory,
                command("receive-file --dir inbox --listen 127.0.0.1 --port 0 --noise --shared-secret secret"));
    }

    private static String port(RunningProcess receiver) throws Exception {
        return receiver.awaitLine("waiting at 127\\.0\\.0\\.1:(\\d+); the other end: send-file FILE\\.\\.\\.")
                .group(1);
    }

    private static List<String> sender(String port) throws Exception {
        return command("send-file --to localhost:" + port + " --noise --shared-secret secret source/d");
    }

    private void makeSecret() throws Exception {
        Processes.run(directory, Map.of(), 60, List.of("sh", "-c", "openssl rand -base64 32 > secret"))
                .orThrow();
    }

    /** FT24: and whoever was killed hinders nobody. */
    @Test
    void oneReceiverAtATime() throws Exception {
        makeSecret();
        source.file("d/f", 100_000);
        source.directory("d", "rwxr-xr-x");
        try (var first = receiver()) {
            assertThat(port(first)).isNotEmpty();
            var second = Processes.run(directory, Map.of(), 60, command("receive-file --dir inbox --port 0"));
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.output())
                    .contains("cannot receive into inbox: another receive-file is receiving into it");
            first.signal("KILL");
            first.awaitEnd();
        }
        assertThat(Tree.hasParts(inbox)).isTrue();
        try (var next = receiver()) {
            Processes.run(directory, Map.of(), 60, sender(port(next))).orThrow();
            assertThat(next.awaitEnd()).isZero();
        }
        assertThat(Tree.told(inbox)).isEqualTo(Tree.told(source.root()));
    }

    /** FT24, as the system has it: between programs, for a part that is new and for one that is gone on with, and in either order. */
    @Test
    void oneReceiverAtATimeInADirectoryBelow() throws Exception {
        makeSecret();
        source.file("d/f", LARGE);
        source.directory("d", "rwxr-xr-x");
        for (int round = 0; round < 2; round++) {
            try (var above = receiver();
                    var sender = RunningProcess.start(directory, sender(port(above)))) {
                awaitGrowth();
                sender.signal("STOP");
                var below = Processes.run(directory, Map.of(), 60, command("receive-file --dir inbox/d --port 0"));
                assertThat(below.exitCode()).isEqualTo(1);
                assertThat(below.output()).contains("another receive-file is receiving into it");
                above.signal("KILL");
                sender.signal("KILL");
                above.awaitEnd();
                sender.awaitEnd();
            }
            assertThat(Tree.hasParts(inbox)).isTrue();
        }
        var part = inbox.resolve("d").resolve(Scripted.partOf("f"));
        long size = Files.size(part);
        try (var below = RunningProcess.start(
                directory,
                command("receive-file --dir inbox/d --listen 127.0.0.1 --port 0 --noise --shared-secret secret"))) {
            assertThat(port(below)).isNotEmpty();
            try (var above = receiver()) {
                var sent = Processes.run(directory, Map.of(), 60, sender(port(above)));
                assertThat(sent.exitCode()).isEqualTo(1);
                assertThat(sent.output()).contains("d/f: the other end is busy with another transfer");
                assertThat(above.awaitEnd()).isEqualTo(1);
            }
            assertThat(part).as("as it was").hasSize(size);
            below.signal("KILL");
            below.awaitEnd();
        }
        try (var next = receiver()) {
            Processes.run(directory, Map.of(), 120, sender(port(next))).orThrow();
            assertThat(next.awaitEnd()).isZero();
        }
        assertThat(Tree.told(inbox)).isEqualTo(Tree.told(source.root()));
    }

    /** FT28: stopped at the one end; the other one says so at once, and both go on when they are run again. */
    @Test
    void stoppedInTheMiddle() throws Exception {
        makeSecret();
        var file = source.root().resolve("d/f");
        Files.createDirectories(file.getParent());
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(SECONDS_LONG);
        }
        for (boolean sending : new boolean[] {true, false}) {
            try (var receiver = receiver();
                    var sender = RunningProcess.start(directory, sender(port(receiver)))) {
                awaitGrowth();
                var stopped = sending ? sender : receiver;
                var other = sending ? receiver : sender;
                stopped.signal("TERM"); // a JVM does the same by Ctrl-C's, which a shell's background jobs ignore
                stopped.awaitLine("stopped: what has arrived stays, and it goes on when both are run again");
                other.awaitLine("the other end was stopped: run both again, and it goes on");
                assertThat(other.awaitEnd()).isEqualTo(1);
                assertThat(stopped.awaitEnd()).isNotZero();
            }
            assertThat(Tree.hasParts(inbox)).isTrue();
        }
        try (var receiver = receiver()) {
            Processes.run(directory, Map.of(), 120, sender(port(receiver))).orThrow();
            assertThat(receiver.awaitEnd()).isZero();
        }
        assertThat(Files.mismatch(file, inbox.resolve("d/f"))).isEqualTo(-1);
        assertThat(Tree.hasParts(inbox)).isFalse();
    }

    private void awaitGrowth() throws Exception {
        for (long before = parts(); parts() < before + 1_000_000; ) {
            Thread.onSpinWait();
        }
    }

    /** The bytes of all parts. Files come and go meanwhile: one that is gone when its turn comes counts for nothing. */
    private long parts() throws Exception {
        var bytes = new AtomicLong();
        Files.walkFileTree(inbox, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".securechannel-part")) {
                    bytes.addAndGet(attributes.size());
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) throws IOException {
                if (gone instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw gone;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException gone) throws IOException {
                return gone == null ? FileVisitResult.CONTINUE : visitFileFailed(directory, gone);
            }
        });
        return bytes.get();
    }

    private static List<String> command(String... line) throws Exception {
        var command = new ArrayList<>(
                List.of(Jdk.found().get(0).tool("java"), "-XX:TieredStopAtLevel=1", "-jar", JAR.toString()));
        for (var each : line) {
            command.addAll(Arrays.asList(each.split(" ", -1)));
        }
        return command;
    }
}
