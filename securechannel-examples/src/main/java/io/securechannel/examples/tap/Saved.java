package io.securechannel.examples.tap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writes each direction of each connection into a file of its own, as it arrives: {@code 1-server-to-client} and so on. Files that
 * are there are kept. If one cannot be written, nothing more is, and the relay goes on.
 */
final class Saved implements Observer {

    private final Path directory;
    private final Consumer<String> trouble;
    private final Set<Path> begun = new HashSet<>();
    private boolean ended;

    /**
     * Takes a directory.
     *
     * @param directory that is there
     * @param trouble is told once, in words, if a file cannot be written
     * @throws IOException if it is no directory
     */
    Saved(Path directory, Consumer<String> trouble) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new NoSuchFileException(directory.toString(), null, "there is no such directory: mkdir " + directory);
        }
        this.directory = directory;
        this.trouble = trouble;
    }

    @Override
    public synchronized void arrived(int connection, Direction direction, byte[] bytes) {
        if (ended) {
            return;
        }
        var file = directory.resolve(connection + "-" + direction);
        try {
            Files.write(file, bytes, begun.add(file) ? StandardOpenOption.CREATE_NEW : StandardOpenOption.APPEND);
        } catch (IOException e) {
            ended = true;
            trouble.accept("nothing more is saved, " + file + " cannot be written, or is there already");
        }
    }
}
