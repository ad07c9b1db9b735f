package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.CrlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of lists, told apart by its content. A change must stand still for a moment before it counts, as for {@link
 * io.securechannel.keys.Live}: a file that somebody is writing and that ends just now between two lists looks like a whole
 * one. To be looked at by one thread at a time.
 */
final class CrlFile {

    private static final int LARGEST = 16 << 20;
    private static final long STILL_MILLIS = 50;

    private final Path path;
    private byte[] content;

    /** What a look has seen. */
    enum Look {
        /** The lists that there were. */
        SAME,
        /** Other lists. */
        CHANGED,
        /** What was no good before, or somebody is writing. */
        NOT_GOOD
    }

    /** What was no good, so that it is neither waited for nor read again with every look. */
    private byte @Nullable [] refused;

    private volatile List<Crl> lists;

    CrlFile(Path path) throws KeyMaterialException {
        this.path = path;
        this.content = read();
        this.lists = parse(content);
    }

    List<Crl> lists() {
        return lists;
    }

    /**
     * Looks whether the file has changed.
     *
     * @return what there is
     * @throws KeyMaterialException if what is there now cannot be used; the lists stay what they were
     */
    Look look() throws KeyMaterialException, InterruptedException {
        var fresh = read();
        if (Arrays.equals(fresh, content)) {
            refused = null;
            return Look.SAME;
        }
        if (Arrays.equals(fresh, refused)) {
            return Look.NOT_GOOD;
        }
        Thread.sleep(STILL_MILLIS);
        if (!Arrays.equals(fresh, read())) {
            return Look.NOT_GOOD; // the next look will see it
        }
        try {
            lists = parse(fresh);
        } catch (KeyMaterialException e) {
            refused = fresh;
            throw e;
        }
        content = fresh;
        refused = null;
        return Look.CHANGED;
    }

    private List<Crl> parse(byte[] bytes) throws KeyMaterialException {
        var parsed = new ArrayList<Crl>();
        for (var each : CrlReader.parse(bytes, path.toString())) {
            parsed.add(Crl.of(each, path.toString()));
        }
        return List.copyOf(parsed);
    }

    private byte[] read() throws KeyMaterialException {
        try (var in = Files.newInputStream(path)) {
            var bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new KeyMaterialException(
                        Reason.TOO_LARGE, path + " is larger than 16 MiB: not a file of revocation lists");
            }
            return bytes;
        } catch (IOException e) {
            throw new KeyMaterialException(
                    Reason.UNREADABLE, "cannot read the revocation lists in " + path.toAbsolutePath() + ": " + e, e);
        }
    }
}
