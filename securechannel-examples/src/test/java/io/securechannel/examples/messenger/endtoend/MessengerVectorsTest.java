package io.securechannel.examples.messenger.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.securechannel.examples.messenger.protocol.Device;
import io.securechannel.examples.messenger.protocol.DeviceList;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.examples.messenger.protocol.SignedStatement;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.SigningPublicKey;
import io.securechannel.secret.SecretBytes;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The vectors that docs/spec/messenger.md publishes, recomputed from that page by the JDK's primitives alone, and then read by the code.
 * They are written anew with {@code -Dmessenger.vectors.update=true}.
 */
class MessengerVectorsTest {

    private static final Path PAGE = Path.of("..", "docs", "spec", "messenger.md");

    /** After an offset, or a word. */
    private static final Pattern HEX_ON_THE_PAGE =
            Pattern.compile("(?m)^(?: *[0-9]+  |signature +|tag +|hash of the mail +| {19})([0-9a-f]+)(?: .*)?$");

    private static JsonObject vectors = new JsonObject();

    @BeforeAll
    static void read() throws Exception {
        if (Boolean.getBoolean("messenger.vectors.update")) {
            MessengerVectors.write();
        }
        vectors =
                JsonParser.parseString(Files.readString(MessengerVectors.FILE)).getAsJsonObject();
    }

    @Test
    void deviceList() throws Exception {
        var list = vectors.getAsJsonObject("deviceList");
        var statement = new PageBytes()
                .label("SecureChannel messenger device list v1")
                .text(list.get("user").getAsString())
                .raw(sha256(spki("ada")))
                .u64(list.get("version").getAsLong())
                .u64(list.get("issued").getAsLong())
                .u8(2)
                .octets(spki("adasDevice"))
                .octets(spki("bobsDevice"))
                .bytes();
        assertThat(hex(list, "statement")).isEqualTo(statement);
        assertThat(verifies("ada", statement, hex(list, "signature"))).isTrue();
        assertThat(DeviceList.verify(signed(list), "ada", key("ada")).version()).isEqualTo(2);
    }

    @Test
    void prekey() throws Exception {
        var prekey = vectors.getAsJsonObject("prekey");
        var statement = new PageBytes()
                .label("SecureChannel messenger prekey v1")
                .text(prekey.get("user").getAsString())
                .raw(sha256(spki("bob")))
                .raw(device("bobsDevice"))
                .u64(prekey.get("from").getAsLong())
                .u64(prekey.get("until").getAsLong())
                .octets(spki("bobsPrekey"))
                .bytes();
        assertThat(hex(prekey, "statement")).isEqualTo(statement);
        assertThat(verifies("bobsDevice", statement, hex(prekey, "signature"))).isTrue();
        var devices = DeviceList.of("bob", key("bob"), 1, Instant.EPOCH, List.of(new Device(key("bobsDevice"))));
        assertThat(Prekey.verify(signed(prekey), devices).key().subjectPublicKeyInfo())
                .isEqualTo(spki("bobsPrekey"));
    }

    @Test
    void entry() throws Exception {
        var entry = vectors.getAsJsonObject("entry");
        var statement = new PageBytes()
                .label("SecureChannel messenger entry v1")
                .raw(hex(entry, "nonce"))
                .text(entry.get("bindingType").getAsString())
                .raw(sha256(hex(entry, "binding")))
                .raw(device("adasDevice"))
                .bytes();
        assertThat(verifies("adasDevice", statement, hex(entry, "signature"))).isTrue();
    }

    @Test
    void conversations() throws Exception {
        var conversations = vectors.getAsJsonObject("conversations");
        assertThat(hex(conversations, "broadcast"))
                .isEqualTo(sha256(new PageBytes()
                        .label("SecureChannel messenger broadcast v1")
                        .bytes()));
        assertThat(hex(conversations, "adaAndBob")).isEqualTo(talk());
        assertThat(hex(conversations, "room"))
                .isEqualTo(sha256(new PageBytes()
                        .label("SecureChannel messenger room v1")
                        .raw(hex(conversations, "roomId"))
                        .bytes()));
        assertThat(hex(conversations, "adasDevices"))
                .isEqualTo(sha256(new PageBytes()
                        .label("SecureChannel messenger own devices v1")
                        .text("ada")
                        .bytes()));
    }

    private static byte[] talk() throws Exception {
        return sha256(new PageBytes()
                .label("SecureChannel messenger direct v1")
                .text("ada")
                .text("bob")
                .bytes());
    }

    @Test
    void payloads() throws Exception {
        var payloads = vectors.getAsJsonArray("payloads");
        byte[] id = Arrays.copyOf(sha256(new byte[] {4}), 16);
        byte[] text = "See you at eight, Bob!".getBytes(UTF_8);
        byte[] room = sha256(new byte[] {3});
        var list = vectors.getAsJsonObject("deviceList");
        var bodies = new PageBytes[] {
            new PageBytes().u8(1).u32(text.length).raw(text),
            new PageBytes().u8(1).u32(500).raw("x".repeat(500).getBytes(UTF_8)),
            new PageBytes().u8(2).raw(id).raw(room).text("friends").u64(1_795_266_000_000L),
            new PageBytes().u8(3).raw(id).u8(1),
            new PageBytes().u8(4).u64(3).u8(2).text("ada").text("bob"),
            new PageBytes().u8(5),
            new PageBytes().u8(6),
            new PageBytes().u8(7).octets(hex(list, "statement")).octets(hex(list, "signature")),
            new PageBytes().u8(8).u8(0).u32(text.length).raw(text),
            new PageBytes().u8(8).u8(1).text("ada").text("bob").u32(text.length).raw(text),
            new PageBytes().u8(8).u8(2).raw(room).u32(text.length).raw(text),
            new PageBytes()
                    .u8(9)
                    .raw(room)
                    .u8(2)
                    .text("friends")
                    .u8(0)
                    .text("ada")
                    .u64(3)
                    .u8(2)
                    .text("ada")
                    .text("bob"),
            new PageBytes().u8(10).text("bob").octets(spki("bob"))
        };
        assertThat(payloads).hasSameSizeAs(bodies);
        for (int i = 0; i < bodies.length; i++) {
            byte[] payload = HexFormat.of().parseHex(payloads.get(i).getAsString());
            assertThat(payload).isEqualTo(padded(bodies[i].bytes()));
            assertThat(Payload.decode(payload).orElseThrow().encode()).isEqualTo(payload);
        }
    }

    /** Padmé (Nikitin et al., PETS 2019, section 4.1), at least 256. */
    private static byte[] padded(byte[] body) {
        byte[] out = new PageBytes().u32(body.length).raw(body).bytes();
        int length = Math.max(256, out.length);
        int e = 31 - Integer.numberOfLeadingZeros(length);
        int s = 32 - Integer.numberOfLeadingZeros(e);
        int step = 1 << (e - s);
        return Arrays.copyOf(out, (length + step - 1) / step * step);
    }

    @Test
    void mail() throws Exception {
        var mail = vectors.getAsJsonObject("mail");
        byte[] from = device("adasDevice");
        byte[] to = device("bobsDevice");
        long sequence = mail.get("sequence").getAsLong();
        var context = new PageBytes()
                .label("SecureChannel messenger context v1")
                .raw(talk())
                .text("ada")
                .raw(from)
                .raw(to)
                .u64(sequence)
                .raw(hex(mail, "previous"))
                .u64(mail.get("expires").getAsLong());
        assertThat(hex(mail, "context")).isEqualTo(context.bytes());

        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(talk(), "HmacSHA256"));
        var tagged = new PageBytes()
                .label("SecureChannel messenger tag v1")
                .raw(from)
                .raw(to)
                .u64(sequence);
        byte[] tag = Arrays.copyOf(mac.doFinal(tagged.bytes()), 16);
        assertThat(hex(mail, "tag")).isEqualTo(tag);

        byte[] whole = hex(mail, "mail");
        var begins = new PageBytes()
                .raw(from)
                .raw(to)
                .u64(sequence)
                .raw(hex(mail, "previous"))
                .raw(tag);
        begins.u64(mail.get("expires").getAsLong());
        int envelopeAt = begins.bytes().length + 4;
        byte[] envelope = Arrays.copyOfRange(whole, envelopeAt, whole.length);
        assertThat(whole).isEqualTo(begins.u32(envelope.length).raw(envelope).bytes());
        assertThat(hex(mail, "hash"))
                .isEqualTo(sha256(new PageBytes()
                        .label("SecureChannel messenger mail v1")
                        .raw(whole)
                        .bytes()));
        opens(Mail.read(new FieldReader("a mail", whole)), mail);
    }

    private static void opens(Mail mail, JsonObject vector) throws Exception {
        byte[] pkcs8 = hex(vectors.getAsJsonObject("keys").getAsJsonObject("bobsPrekey"), "pkcs8");
        var opened = HybridCipher.opener(EnvelopeKeyPair.fromPkcs8(SecretBytes.owning(pkcs8)))
                .from(key("adasDevice"))
                .open(mail.envelope().bytes(), hex(vector, "context"));
        assertThat(Payload.decode(opened))
                .contains(new Payload.Text(vector.get("text").getAsString()));
    }

    @Test
    void safetyNumber() throws Exception {
        var one = half("ada", spki("ada"));
        var other = half("bob", spki("bob"));
        assertThat(vectors.getAsJsonObject("safetyNumber").get("adaAndBob").getAsString())
                .isEqualTo(one.compareTo(other) < 0 ? one + other : other + one);
    }

    private static String half(String user, byte[] key) throws Exception {
        var sha512 = MessageDigest.getInstance("SHA-512");
        byte[] hash =
                new PageBytes().u8(0).u8(0).raw(key).raw(user.getBytes(UTF_8)).bytes();
        for (int i = 0; i < 5200; i++) {
            sha512.update(hash);
            hash = sha512.digest(key);
        }
        var digits = new StringBuilder();
        for (int at = 0; at < 30; at += 5) {
            var group = new BigInteger(1, Arrays.copyOfRange(hash, at, at + 5)).mod(BigInteger.valueOf(100_000));
            digits.append(String.format("%05d", group));
        }
        return digits.toString();
    }

    /** The worked example on the page is of these vectors. */
    @Test
    void thePageShowsThem() throws Exception {
        var page = Files.readString(PAGE);
        var shown = HEX_ON_THE_PAGE
                .matcher(page)
                .results()
                .map(line -> line.group(1))
                .collect(Collectors.joining());
        for (var hex : new String[] {
            vectors.getAsJsonObject("deviceList").get("statement").getAsString(),
            vectors.getAsJsonObject("deviceList").get("signature").getAsString(),
            vectors.getAsJsonObject("conversations").get("adaAndBob").getAsString(),
            vectors.getAsJsonObject("mail").get("context").getAsString(),
            vectors.getAsJsonObject("mail").get("tag").getAsString(),
            vectors.getAsJsonObject("mail").get("hash").getAsString()
        }) {
            assertThat(shown.contains(hex)).as(hex).isTrue();
        }
        assertThat(page)
                .contains(new SafetyNumber(vectors.getAsJsonObject("safetyNumber")
                                .get("adaAndBob")
                                .getAsString())
                        .grouped());
    }

    private static SignedStatement signed(JsonObject fields) {
        return new SignedStatement(Octets.of(hex(fields, "statement")), Octets.of(hex(fields, "signature")));
    }

    private static SigningPublicKey key(String name) throws Exception {
        return SigningPublicKey.fromSubjectPublicKeyInfo(spki(name));
    }

    private static byte[] spki(String name) {
        return hex(vectors.getAsJsonObject("keys").getAsJsonObject(name), "subjectPublicKeyInfo");
    }

    private static byte[] device(String name) throws Exception {
        return Arrays.copyOf(sha256(spki(name)), 16);
    }

    private static boolean verifies(String key, byte[] statement, byte[] signature) throws Exception {
        var ed25519 = Signature.getInstance("Ed25519");
        ed25519.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki(key))));
        ed25519.update(statement);
        return ed25519.verify(signature);
    }

    private static byte[] sha256(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    private static byte[] hex(JsonObject fields, String name) {
        return HexFormat.of().parseHex(fields.get(name).getAsString());
    }
}
