package io.securechannel.keys.persistence;

import io.securechannel.error.KeyMaterialException;
import java.io.IOException;
import java.nio.file.Path;

/** A program of its own that counts in a key store: {@code CountingMain FILE TIMES NAME}, once a byte comes in. */
final class CountingMain {

    private CountingMain() {}

    public static void main(String[] arguments) throws IOException, KeyMaterialException {
        try (var keys = Stores.builder(Path.of(arguments[0])).open(Stores.PASSWORD)) {
            System.out.println("ready");
            if (System.in.read() < 0) {
                return;
            }
            Stores.count(keys, Integer.parseInt(arguments[1]), arguments[2]);
        }
    }
}
