package io.securechannel.examples.secret;

import io.securechannel.examples.console.OwnerOnlyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A token in a file. */
final class BearerToken {

    private static final int LARGEST = 16 << 10;

    /** RFC 6750, section 2.1. Nothing else gets into the header. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private BearerToken() {}

    static String read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            var text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
            if (bytes.length > LARGEST || !TOKEN.matcher(text).matches()) {
                throw new IOException(
                        file + " holds no token, one line that \"secret-server token NAME --out FILE\" writes");
            }
            if (OwnerOnlyFile.readableByOthers(file)) {
                System.err.println(
                        "securechannel: warning: others than its owner may read " + file + ": chmod 600 " + file);
            }
            return text;
        }
    }
}
