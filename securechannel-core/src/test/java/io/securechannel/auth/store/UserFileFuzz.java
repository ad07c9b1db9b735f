package io.securechannel.auth.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A file of users, as it is and with a checksum that fits: refused as documented, or read, and then written and read as the same users. */
class UserFileFuzz extends FuzzTarget {

    private static final Set<Reason> REFUSALS = EnumSet.of(Reason.MALFORMED, Reason.DAMAGED, Reason.TOO_NEW);

    @Override
    protected List<byte[]> seeds() throws Exception {
        try (var table = UserTable.empty()) {
            table.add(CredentialStoreContract.user("ada"));
            var whole = UserFile.write(table);
            var text = new String(whole, StandardCharsets.UTF_8);
            var lines = text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1);
            return List.of(
                    FuzzInput.of(0, whole),
                    FuzzInput.of(1, utf8(lines)),
                    FuzzInput.of(1, utf8(lines.substring(0, lines.indexOf('\n', lines.indexOf("secret"))))),
                    FuzzInput.of(
                            1,
                            utf8(lines + "{\"invitation\":\"" + "ab".repeat(32)
                                    + "\",\"expires\":\"2026-11-22T00:00:00Z\"}\n")));
        }
    }

    @Override
    protected List<String> words() {
        return List.of(
                "{\"user\":\"",
                "\"revision\":",
                "\"enabled\":true",
                "\"attributes\":{",
                "{\"invitation\":\"",
                "{\"secret\":\"",
                "SCRAM-SHA-256$",
                "{\"securechannel-users\":",
                "\\u0000",
                "null");
    }

    @Override
    protected List<String> followed() {
        return List.of("com.google.gson");
    }

    @Override
    protected Set<String> reaches() {
        return Set.of("as it is", "with a checksum made");
    }

    /** A file that ends in its second line. */
    @Override
    protected boolean mayRefuse(int seed) {
        return seed == 2;
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        boolean sealed = in.choice(2) == 1;
        var rest = in.rest();
        var file = sealed ? FileCredentialStoreTest.sealed(new String(rest, StandardCharsets.UTF_8)) : rest;
        var read = Refusals.read(REFUSALS, () -> UserFile.parse(file, "f"));
        if (read.isPresent()) {
            try (var table = read.get();
                    var again = UserFile.parse(UserFile.write(table), "f")) {
                assertThat(again.users()).containsExactlyElementsOf(table.users());
                assertThat(again.secret()).isEqualTo(table.secret());
                reached(sealed ? "with a checksum made" : "as it is");
            }
        }
    }
}
