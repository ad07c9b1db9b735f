package io.securechannel.examples.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.securechannel.examples.InProcess;
import io.securechannel.keys.KnownPeer;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Noise keys as people pass them on, and the servers that they know. */
class NoiseKeysCommandTest {

    private static final String HOST = "chat.example:7443";

    @TempDir
    private Path directory;

    private InProcess line;

    @BeforeEach
    void makeKeyStore() throws Exception {
        line = new InProcess(directory);
        line.store("keys init").done();
    }

    @Test
    void aKeyIsShownAsTextAndDigits() throws Exception {
        var made = line.store("keys new chat --kind noise").done();
        var key = key("chat");
        assertThat(made).contains(key.text(), key.shortFingerprint());
        assertThat(line.store("keys list").done()).contains(key.text(), key.shortFingerprint());
        assertThat(line.store("keys show chat").done()).contains(key.text(), key.shortFingerprint(), key.fingerprint());
        var shown = JsonParser.parseString(line.store("keys show chat --json").done())
                .getAsJsonObject();
        assertThat(shown.get("text").getAsString()).isEqualTo(key.text());
        assertThat(shown.get("digits").getAsString()).isEqualTo(key.shortFingerprint());

        assertThat(line.store("keys export chat --form text").done()).isEqualTo(key.text() + "\n");
        line.store("keys export chat --out @chat.pub").done();
        line.store("keys export chat --form text --out @chat.txt").done();
        for (var file : new String[] {"@chat.pub", "@chat.txt"}) {
            assertThat(line.run("keys fingerprint " + file).done())
                    .contains(key.fingerprint(), "(" + key.shortFingerprint() + ")");
        }
        line.store("keys new news --kind signing").done();
        assertThat(line.store("keys export news --form text").wrong()).contains("Noise keys");
        assertThat(line.store("keys export chat --private --plain --form text --out @x")
                        .wrong())
                .contains("--form");
        assertThat(directory.resolve("x")).doesNotExist();
    }

    @Test
    void serversAreConfirmedListedAndForgotten() throws Exception {
        line.store("keys new a --kind noise").done();
        line.store("keys new b --kind noise").done();
        var a = key("a");
        var b = key("b");
        assertThat(line.store("keys confirm CHAT.example:7443 " + a.text()).done())
                .contains(a.shortFingerprint());
        assertThat(line.store("keys peers").done()).contains(HOST, a.text(), a.shortFingerprint());
        assertThat(line.store("keys list").done()).contains("known-peer", a.shortFingerprint());
        line.store("keys confirm " + HOST + " " + b.text()).done();
        var json =
                JsonParser.parseString(line.store("keys peers --json").done()).getAsJsonArray();
        assertThat(json).hasSize(1);
        assertThat(json.get(0).getAsJsonObject().get("key").getAsString()).isEqualTo(b.text());
        assertThat(json.get(0).getAsJsonObject().get("digits").getAsString()).isEqualTo(b.shortFingerprint());

        var mistyped = b.text().substring(0, 61) + (b.text().endsWith("q") ? "p" : "q");
        assertThat(line.store("keys confirm " + HOST + " " + mistyped).failed())
                .contains("mistyped", "(MALFORMED)")
                .doesNotContain(mistyped);
        assertThat(line.store("keys confirm chat.example " + a.text()).wrong()).contains("host:port");
        try (var keys = line.open()) {
            assertThat(keys.knownPeers().at(HOST)).containsExactly(b);
        }
        assertThat(line.store("keys forget " + HOST).done()).contains("forgotten");
        assertThat(line.store("keys forget " + HOST).failed()).contains("keys peers", "(MISSING)");
    }

    @Test
    void oneThatWasImportedIsAPeerToo() throws Exception {
        line.store("keys new a --kind noise").done();
        Files.writeString(line.file("peer"), HOST + " " + key("a").text() + "\n");
        line.store("keys import friend @peer --kind peer").done();
        Files.writeString(line.file("pin"), "other.example:1 sha256/abc\n");
        line.store("keys import pin @pin --kind peer").done();
        assertThat(line.store("keys peers").done())
                .contains(HOST, key("a").shortFingerprint())
                .doesNotContain("other.example:1"); // a pin is for TLS, and no known peer
        line.store("keys forget " + HOST).done();
        try (var keys = line.open()) {
            assertThat(keys.find("friend")).isEmpty();
            assertThat(keys.get("pin", KnownPeer.class).key()).isEqualTo("sha256/abc");
        }
    }

    private NoisePublicKey key(String name) throws Exception {
        try (var keys = line.open();
                var pair = keys.get(name, NoiseKeyPair.class)) {
            return pair.publicKey();
        }
    }
}
