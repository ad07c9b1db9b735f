package io.securechannel.examples.messenger.server;

import io.securechannel.examples.console.Json;
import io.securechannel.examples.console.OwnerOnlyFile;
import io.securechannel.examples.service.OwnerOnlyDirectory;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lines of JSON in a file that its owner alone reads. When it has grown it becomes {@code audit.log.1}, and what was that
 * {@code audit.log.2}, up to four of them. A server whose log cannot be written does not go on unseen: somebody is told, once.
 */
final class AuditLog implements AutoCloseable {

    static final long LONGEST = 10L << 20;

    private static final int KEPT = 4;

    private final Path file;
    private final long longest;
    private final Consumer<IOException> onFailure;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable OutputStream out;
    private long length;
    private boolean failed;

    private AuditLog(Path file, long longest, Consumer<IOException> onFailure) {
        this.file = file;
        this.longest = longest;
        this.onFailure = onFailure;
    }

    /**
     * Opens a log, and goes on where it ends.
     *
     * @param file where it is
     * @param longest after so many bytes a new file begins
     * @param onFailure is told that nothing is logged any more; must not block
     */
    static AuditLog open(Path file, long longest, Consumer<IOException> onFailure) throws IOException {
        var log = new AuditLog(file, longest, onFailure);
        log.open();
        return log;
    }

    /**
     * Writes a line.
     *
     * @param time when
     * @param event what
     * @param fields numbers, booleans and text; whatever somebody else has said in them is escaped
     */
    void write(Instant time, String event, Map<String, ?> fields) {
        var line = new LinkedHashMap<String, Object>();
        line.put("time", time.toString());
        line.put("event", event);
        line.putAll(fields);
        // Line breaks within values are escaped, so that these are between members.
        var bytes = (Json.write(line).replaceAll("\n *", " ") + "\n").getBytes(StandardCharsets.US_ASCII);
        lock.lock();
        try {
            if (out == null) {
                return;
            }
            if (length > 0 && length + bytes.length > longest) {
                rotate();
            }
            out.write(bytes);
            length += bytes.length;
        } catch (IOException e) {
            fail(e);
        } finally {
            lock.unlock();
        }
    }

    void flush() {
        lock.lock();
        try {
            if (out != null) {
                out.flush();
            }
        } catch (IOException e) {
            fail(e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (out != null) {
                out.close();
                out = null;
            }
        } catch (IOException e) {
            fail(e);
        } finally {
            lock.unlock();
        }
    }

    private void open() throws IOException {
        OwnerOnlyDirectory.makeFile(file);
        if (OwnerOnlyFile.readableByOthers(file)) {
            OwnerOnlyFile.restrict(file);
        }
        length = Files.size(file);
        out = new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.APPEND), 1 << 16);
    }

    private void rotate() throws IOException {
        var full = out;
        out = null;
        if (full != null) {
            full.close();
        }
        for (int i = KEPT; i > 0; i--) {
            var younger = i == 1 ? file : numbered(i - 1);
            if (Files.exists(younger)) {
                Files.move(younger, numbered(i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        open();
    }

    private Path numbered(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    private void fail(IOException e) {
        if (!failed) {
            failed = true;
            onFailure.accept(new IOException("the audit log " + file + " cannot be written: " + e.getMessage(), e));
        }
    }
}
