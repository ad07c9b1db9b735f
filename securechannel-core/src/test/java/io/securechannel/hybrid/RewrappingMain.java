package io.securechannel.hybrid;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.KeyFiles;
import io.securechannel.secret.Password;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/** A program of its own that re-wraps a file and reads it: {@code RewrappingMain FILE KEY TIMES}, once a byte comes in. */
final class RewrappingMain {

    private static final byte[] CONTEXT = {};

    private RewrappingMain() {}

    public static void main(String[] arguments) throws Exception {
        try (var keys = KeyFiles.readEnvelopeKeyPair(Path.of(arguments[1]), password())) {
            System.out.println("ready");
            if (System.in.read() >= 0) {
                toggle(Path.of(arguments[0]), keys, Integer.parseInt(arguments[2]));
            }
        }
    }

    static Password password() {
        return Password.copyOf("of a test".toCharArray());
    }

    /** Lets a guest in and takes him out again. Each time it has an effect, for nobody else does it with this one. */
    static void toggle(Path file, EnvelopeKeyPair keys, int times) throws Exception {
        var over = new AtomicBoolean();
        var reading = new FutureTask<>(() -> {
            int read = 0;
            for (; !over.get(); read++) {
                if (!isLetIn(file, keys)) {
                    throw new IllegalStateException("who has always been a recipient is not let in");
                }
            }
            return read;
        });
        var reader = new Thread(reading, "reads what is being re-wrapped");
        reader.start();
        try (var guest = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519)) {
            for (int i = 0; i < times; i++) {
                boolean adding = i % 2 == 0;
                var rewrapper = HybridCipher.rewrapper(keys);
                whenFree(file, adding ? rewrapper.add(guest.publicKey()) : rewrapper.remove(guest.publicKey()));
                if (isLetIn(file, guest) != adding) {
                    throw new IllegalStateException("re-wrapping had no effect, time " + i);
                }
            }
        } finally {
            over.set(true);
        }
        if (reading.get() == 0) {
            throw new IllegalStateException("nothing was read meanwhile");
        }
    }

    private static void whenFree(Path file, Rewrapper rewrapper) throws IOException, KeyMaterialException {
        while (true) {
            try {
                rewrapper.rewrap(file);
                return;
            } catch (KeyMaterialException e) {
                requireReason(e, Reason.IN_USE);
                Thread.onSpinWait();
            }
        }
    }

    /** Opens the file and closes it, by which POSIX takes from the program every lock that it has on the file. */
    private static boolean isLetIn(Path file, EnvelopeKeyPair keys) throws IOException, KeyMaterialException {
        while (true) {
            try (var content = HybridCipher.opener(keys).unsigned().openFile(file, CONTEXT)) {
                return content.isOpen();
            } catch (KeyMaterialException e) {
                if (e.reason() == Reason.NOT_OPENED) {
                    return false;
                }
                requireReason(e, Reason.IN_USE);
            }
        }
    }

    private static void requireReason(KeyMaterialException e, Reason reason) throws KeyMaterialException {
        if (e.reason() != reason) {
            throw e;
        }
    }
}
