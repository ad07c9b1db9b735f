package io.securechannel.examples.envelopes;

import io.securechannel.examples.InProcess;
import io.securechannel.examples.console.OwnerOnlyFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Several people at one command line: the names of their keys begin with theirs, and their public keys lie in files. */
final class People {

    final InProcess line;
    private final Path directory;

    /** The key store and the public keys that all begin with: made once. */
    private static final Map<String, byte[]> BEGINNING = new ConcurrentHashMap<>();

    /** With the keys of Ada, who signs, and of Bob and Carol, who open. */
    People(Path directory) throws IOException {
        this.directory = directory;
        line = new InProcess(directory);
        OwnerOnlyFile.restrict(file("pw"));
        if (BEGINNING.isEmpty()) {
            line.store("keys init").done();
            key("ada", "signing");
            key("bob", "envelope");
            key("carol", "envelope");
            for (var name : new String[] {"ada.pub", "bob.pub", "carol.pub", "test.keys"}) {
                BEGINNING.put(name, Files.readAllBytes(file(name)));
            }
        } else {
            for (var each : BEGINNING.entrySet()) {
                Files.write(file(each.getKey()), each.getValue());
            }
            OwnerOnlyFile.restrict(file("test.keys"));
        }
    }

    /** Makes a key in the key store, and writes its public half to NAME.pub. */
    void key(String name, String kind) {
        line.store("keys new " + name + " --kind " + kind).done();
        publish(name);
    }

    /** Writes the public half of the newest version. */
    void publish(String name) {
        line.store("keys export " + name + " --force --out @" + name + ".pub").done();
    }

    Path file(String name) {
        return line.file(name);
    }

    void write(String name, String text) throws IOException {
        Files.writeString(file(name), text);
    }

    String read(String name) throws IOException {
        return Files.readString(file(name));
    }

    /** {@return the names of the files, without those of keys and passwords} */
    List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(each -> each.getFileName().toString())
                    .filter(each -> !each.endsWith(".pub") && !each.endsWith(".keys") && !each.equals("pw"))
                    .filter(each -> !each.endsWith(".lock"))
                    .sorted()
                    .toList();
        }
    }

    /** What a command wrote to standard output, and how it ended. */
    static final class Piped {

        private final InProcess.Result result;
        private final byte[] bytes;

        Piped(InProcess.Result result, byte[] bytes) {
            this.result = result;
            this.bytes = bytes;
        }

        InProcess.Result result() {
            return result;
        }

        byte[] bytes() {
            return bytes;
        }

        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** Runs a command between pipes. */
    Piped pipe(byte[] input, String command) {
        var in = System.in;
        var out = System.out;
        var bytes = new ByteArrayOutputStream();
        try (var captured = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setIn(new ByteArrayInputStream(input));
            System.setOut(captured);
            return new Piped(line.store(command), bytes.toByteArray());
        } finally {
            System.setIn(in);
            System.setOut(out);
        }
    }
}
