package io.securechannel.keys;

import io.securechannel.secret.Password;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** The files that make-fixtures.sh has made, and their passwords. */
public final class IdentityFixtures {

    private IdentityFixtures() {}

    public static Path file(String name) {
        try {
            return Path.of(Objects.requireNonNull(IdentityFixtures.class.getResource(name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Password password() {
        return Password.copyOf("fixture password".toCharArray());
    }

    static Password utf8Password() {
        return Password.copyOf("cl\u00e9 secr\u00e8te".toCharArray());
    }
}
