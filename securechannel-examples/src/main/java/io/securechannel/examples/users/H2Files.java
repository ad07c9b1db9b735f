package io.securechannel.examples.users;

import io.securechannel.examples.console.OwnerOnlyFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The files of an embedded H2, which are its owner's alone, and which a mistyped address does not make. */
final class H2Files {

    private static final String H2 = "jdbc:h2:";
    private static final List<String> SUFFIXES = List.of(".mv.db", ".lock.db", ".trace.db");

    private final String address;
    private final String base;
    private final List<Path> absent;

    private H2Files(String address, String base) {
        this.address = address;
        this.base = base;
        this.absent = SUFFIXES.stream()
                .map(suffix -> Path.of(base + suffix))
                .filter(Files::notExists)
                .toList();
    }

    /** {@return the files of an address; empty if it is none of an H2 that is embedded and in files} */
    static Optional<H2Files> of(String address) {
        if (!address.startsWith(H2)) {
            return Optional.empty();
        }
        var place = address.substring(H2.length()).replaceFirst(";.*", "");
        if (place.matches("(mem|tcp|ssl|zip|nio\\w+|split|retry|async|memFS|memLZF|cipher):.*")) {
            return Optional.empty();
        }
        var path = place.replaceFirst("^file:", "");
        try {
            var base = path.startsWith("~/") ? System.getProperty("user.home") + path.substring(1) : path;
            return Optional.of(new H2Files(address, base));
        } catch (InvalidPathException e) {
            return Optional.empty(); // H2 will say what is wrong with it
        }
    }

    /**
     * Makes the database's file, empty and for its owner alone, or refuses where none is to be made.
     *
     * @return the address, with the settings that it does not make itself
     */
    String prepare(boolean mayMake) throws IOException {
        var file = Path.of(base + SUFFIXES.get(0));
        if (Files.notExists(file)) {
            if (!mayMake) {
                throw new IOException("there is no database " + file
                        + ": \"users add\" makes it; if it is elsewhere, mend the address");
            }
            make(file);
        }
        return with(mayMake ? address : with(address, "IFEXISTS=TRUE"), "TRACE_LEVEL_FILE=0");
    }

    /** Closes to others what H2 has made beside the database; the lock of AUTO_SERVER says how to get in. */
    void restrict() throws IOException {
        for (var file : absent) {
            if (Files.exists(file)) {
                OwnerOnlyFile.restrict(file);
            }
        }
    }

    /** Takes an empty file away, which nobody has made a database. */
    void abandon() throws IOException {
        var file = Path.of(base + SUFFIXES.get(0));
        if (absent.contains(file) && Files.exists(file) && Files.size(file) == 0) {
            Files.delete(file);
        }
    }

    private static void make(Path file) throws IOException {
        var directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory); // as H2 does
        }
        try {
            Files.createFile(file);
            OwnerOnlyFile.restrict(file);
        } catch (FileAlreadyExistsException e) {
            // Another program has just made it, and closes it itself.
        }
    }

    private static String with(String address, String setting) {
        var name = setting.substring(0, setting.indexOf('='));
        return address.toUpperCase(Locale.ROOT).matches(".*;\\s*" + name + "\\s*=.*")
                ? address
                : address + ";" + setting;
    }
}
