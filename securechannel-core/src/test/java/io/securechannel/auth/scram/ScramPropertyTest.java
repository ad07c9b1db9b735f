package io.securechannel.auth.scram;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;

/** What holds for any name and password, and for any bytes. */
class ScramPropertyTest {

    private static final List<String> MECHANISMS = Scram.MECHANISMS;
    private static final List<String> TYPES = List.of("tls-exporter");

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void anyUserLogsInWithTheirPasswordAndNoOther(
            @ForAll("text") String user, @ForAll("text") String password, @ForAll("text") String other)
            throws Exception {
        Assume.that(isUsable(user) && isUsable(password));
        try (var kept = Password.copyOf(password.toCharArray());
                var credential = ScramCredential.derive(kept, Scram.SALT, 3)) {
            assertThat(logsIn(user, password, credential)).isTrue();
            if (isUsable(other)) {
                assertThat(logsIn(user, other, credential))
                        .isEqualTo(SaslPrep.stored(other).equals(SaslPrep.stored(password)));
            }
        }
    }

    /** Message 0 to 3, and what is done to one byte of it. */
    @Property(tries = 300)
    void anyChangedByteOfAnyMessageFails(
            @ForAll @IntRange(min = 0, max = 3) int message,
            @ForAll @IntRange(min = 0, max = 1_000) int at,
            @ForAll @ByteRange(min = 1, max = Byte.MAX_VALUE) byte change,
            @ForAll boolean bound)
            throws Exception {
        assertThat(exchange(message, at, change, bound)).isFalse();
    }

    @Property(tries = 20)
    void withoutAChangeItSucceeds(@ForAll boolean bound) throws Exception {
        assertThat(exchange(-1, 0, (byte) 0, bound)).isTrue();
    }

    @Property(tries = 400)
    void anyBytesGiveTheServerAnErrorOfTheWireAlone(@ForAll("messages") byte[] bytes) throws Exception {
        var server = Scram.server().insecureNonce("serverNONCE").build();
        try {
            server.serverFirst(bytes);
        } catch (SecureChannelException e) {
            assertThat(e).hasMessageMatching("[\\x20-\\x7E]+");
        }
        var second = Scram.server().insecureNonce("serverNONCE").build();
        second.serverFirst(Scram.bytes("n,,n=ada,r=clientNONCE"));
        try {
            second.clientFinal(bytes);
            assertThat(second.proves()).isFalse();
        } catch (SecureChannelException e) {
            assertThat(e).hasMessageMatching("[\\x20-\\x7E]+");
        }
    }

    @Property(tries = 400)
    void anyBytesGiveTheClientAnErrorOfTheWireAlone(@ForAll("messages") byte[] bytes) throws Exception {
        var client = client(false);
        client.clientFirst();
        try {
            client.clientFinal(bytes);
        } catch (SecureChannelException e) {
            assertThat(e).hasMessageMatching("[\\x20-\\x7E]+");
        }
        var second = client(false);
        second.clientFirst();
        second.clientFinal(Scram.bytes("r=clientNONCEx,s=c2FsdFNBTFRzYWx0,i=64"));
        SecureChannelException refused = null;
        try {
            second.serverFinal(bytes);
        } catch (SecureChannelException e) {
            refused = e;
        }
        assertThat(refused).isNotNull().hasMessageMatching("[\\x20-\\x7E]+");
    }

    @Property(tries = 400)
    void anyBytesGiveTheReaderOfCredentialsItsErrorAlone(@ForAll("credentials") byte[] bytes) {
        try (var read = ScramCredential.parse(SecretBytes.copyOf(bytes));
                var text = read.text()) {
            assertThat(text.copy()).isEqualTo(bytes);
        } catch (KeyMaterialException e) {
            assertThat(e.reason()).isEqualTo(KeyMaterialException.Reason.MALFORMED);
        }
    }

    @Property(tries = 300)
    void preparingTwiceIsPreparingOnce(@ForAll("text") String text) throws Exception {
        Assume.that(isUsable(text));
        var once = SaslPrep.stored(text);
        assertThat(SaslPrep.stored(once)).isEqualTo(once);
        assertThat(SaslPrep.query(text)).isEqualTo(once);
    }

    @Provide
    Arbitrary<String> text() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ascii().ofMinLength(1).ofMaxLength(40),
                Arbitraries.strings()
                        .withChars("a,=é\u0301\u2168\u00AD\u3000\uFB01日本ßΩ")
                        .ofMinLength(1)
                        .ofMaxLength(20),
                Arbitraries.strings()
                        .withChars("\u0627\u0628\u06441")
                        .ofMinLength(1)
                        .ofMaxLength(8),
                Arbitraries.strings().ofMinLength(1).ofMaxLength(4));
    }

    /** From noise to what looks like a message. */
    @Provide
    Arbitrary<byte[]> messages() {
        var noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
        var parts = Arbitraries.of(
                "n",
                "y",
                "p=tls-exporter",
                "a=x",
                "n=ada",
                "n=\u0007",
                "r=clientNONCE",
                "r=clientNONCEx",
                "r=clientNONCEserverNONCE",
                "s=c2FsdA==",
                "s=",
                "i=64",
                "i=0",
                "i=99999999999",
                "c=biws",
                "c=eSws",
                "m=x",
                "h=x",
                "p=AAAA",
                "p=" + "A".repeat(43) + "=",
                "v=AAAA",
                "v=" + "A".repeat(43) + "=",
                "e=invalid-proof",
                "e=",
                "x=y",
                "",
                "=",
                "\uFDFA",
                "n==2C",
                "n==3",
                "n=\u0301");
        var shaped = parts.list().ofMaxSize(6).map(list -> Scram.bytes(String.join(",", list)));
        return Arbitraries.oneOf(noise, shaped);
    }

    @Provide
    Arbitrary<byte[]> credentials() {
        var key = "A".repeat(43) + "=";
        var parts = Arbitraries.of(
                "SCRAM-SHA-256$",
                "4096",
                "0",
                "99999999999",
                ":",
                "$",
                "c2FsdHNhbHQ=",
                "c2FsdHNhbHR=",
                "c2FsdHNhbHQ",
                key,
                key + ":" + key,
                "SCRAM-SHA-256$4096:c2FsdHNhbHQ=$",
                " ",
                "\n");
        var shaped = parts.list().ofMaxSize(6).map(list -> Scram.bytes(String.join("", list)));
        return Arbitraries.oneOf(Arbitraries.bytes().array(byte[].class).ofMaxSize(300), shaped);
    }

    private static boolean logsIn(String user, String password, ScramCredential credential) throws Exception {
        try (var client = Scram.client(user, password).iterations(3, 3).build();
                var server = ScramServer.builder(name -> credential).build()) {
            server.clientFinal(client.clientFinal(server.serverFirst(client.clientFirst())));
            if (!server.proves()) {
                return false;
            }
            client.serverFinal(server.serverFinal());
            return server.user().equals(SaslPrep.query(user));
        }
    }

    private static boolean exchange(int changed, int at, byte change, boolean bound) throws Exception {
        try (var client = client(bound);
                var server = server(bound)) {
            byte[] first = changed(0, changed, client.clientFirst(), at, change);
            byte[] answer = changed(1, changed, server.serverFirst(first), at, change);
            byte[] last = changed(2, changed, client.clientFinal(answer), at, change);
            server.clientFinal(last);
            if (!server.proves()) {
                return false;
            }
            client.serverFinal(changed(3, changed, server.serverFinal(), at, change));
            return true;
        } catch (SecureChannelException e) {
            return false;
        }
    }

    private static byte[] changed(int here, int changed, byte[] message, int at, byte change) {
        if (here == changed) {
            message[at % message.length] ^= change;
        }
        return message;
    }

    private static ScramClient client(boolean bound) throws SecureChannelException {
        var builder = Scram.client().insecureNonce("clientNONCE");
        return (bound ? builder.bound(Scram.EXPORTER).offer(MECHANISMS, TYPES) : builder).build();
    }

    private static ScramServer server(boolean bound) {
        var builder =
                Scram.server().bindings(List.of(Scram.EXPORTER)).plus(bound).plusOffered(bound);
        return (bound ? builder.offer(MECHANISMS, TYPES) : builder).build();
    }

    private static boolean isUsable(String text) {
        try {
            return SaslPrep.stored(text).length() <= ScramText.LONGEST_NAME;
        } catch (KeyMaterialException e) {
            return false;
        }
    }
}
