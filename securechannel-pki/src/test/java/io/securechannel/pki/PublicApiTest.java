package io.securechannel.pki;

import io.securechannel.testkit.ApiDump;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PublicApiTest {

    @Test
    void theApiIsTheCheckedInOne() {
        ApiDump.verify(Path.of("target/classes"), Path.of("api/securechannel-pki.api"));
    }
}
