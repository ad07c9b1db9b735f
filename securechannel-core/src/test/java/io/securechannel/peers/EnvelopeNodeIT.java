package io.securechannel.peers;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** docs/node/envelope.mjs: HPKE by hpke-js, all else by Node's own cryptography. */
@Tag("it")
class EnvelopeNodeIT extends EnvelopeScriptContract {

    private static List<String> command = List.of();

    @BeforeAll
    static void packagesAreThere() throws Exception {
        command = List.of("node", NodePackages.install().resolve("envelope.mjs").toString());
    }

    @Override
    List<String> command() {
        return command;
    }
}
