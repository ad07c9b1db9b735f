package io.securechannel.examples.messenger.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.securechannel.examples.messenger.endtoend.PageBytes;
import io.securechannel.examples.messenger.protocol.Device;
import io.securechannel.examples.messenger.protocol.DeviceList;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.keys.SigningPublicKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The messages by which a new device is linked, in the vectors that docs/spec/messenger.md publishes: recomputed from that page, and read
 * and written by the code.
 */
class LinkVectorsTest {

    private static final Path FILE = Path.of(
            "src", "test", "resources", "io", "securechannel", "examples", "messenger", "messenger-vectors.json");

    private static JsonObject vectors = new JsonObject();

    @BeforeAll
    static void read() throws Exception {
        vectors = JsonParser.parseString(Files.readString(FILE)).getAsJsonObject();
    }

    private static byte[] message(String name) {
        return hex("link", name);
    }

    private static byte[] hex(String object, String name) {
        return HexFormat.of().parseHex(vectors.getAsJsonObject(object).get(name).getAsString());
    }

    private static byte[] spki(String name) {
        var keys = vectors.getAsJsonObject("keys").getAsJsonObject(name);
        return HexFormat.of().parseHex(keys.get("subjectPublicKeyInfo").getAsString());
    }

    private static SigningPublicKey key(String name) throws Exception {
        return SigningPublicKey.fromSubjectPublicKeyInfo(spki(name));
    }

    private static LinkMessage decoded(String name) throws Exception {
        var message = LinkMessage.decode(message(name));
        assertThat(message.encode()).isEqualTo(message(name));
        return message;
    }

    @Test
    void offer() throws Exception {
        var page = new PageBytes()
                .u8(1)
                .label("SecureChannel messenger link v1")
                .text("ada")
                .octets(spki("ada"));
        assertThat(message("offer")).isEqualTo(page.bytes());
        assertThat(decoded("offer")).isEqualTo(new LinkMessage.Offer("ada", Octets.of(spki("ada"))));
    }

    @Test
    void request() throws Exception {
        var request = (LinkMessage.Request) decoded("request");
        var page = new PageBytes()
                .u8(2)
                .octets(spki("bobsDevice"))
                .octets(request.prekey().statement().bytes())
                .octets(request.prekey().signature().bytes());
        assertThat(message("request")).isEqualTo(page.bytes());
        var list = DeviceList.of("ada", key("ada"), 1, Instant.EPOCH, List.of(new Device(key("bobsDevice"))));
        assertThat(Prekey.verify(request.prekey(), list).key().subjectPublicKeyInfo())
                .isEqualTo(spki("bobsPrekey"));
    }

    private static byte[] contacts(long prekeyFrom) {
        return new PageBytes()
                .u32(1)
                .text("bob")
                .octets(spki("bob"))
                .u8(1)
                .octets(new byte[0])
                .u8(0)
                .u64(1)
                .u8(1)
                .octets(spki("bobsDevice"))
                .u64(prekeyFrom)
                .bytes();
    }

    private static byte[] rooms() {
        var rooms = new PageBytes().u16(1).raw(hex("conversations", "roomId")).text("friends");
        rooms.u8(0).text("ada").u16(2).text("ada").text("bob").u8(1).u64(3);
        rooms.u8(0).u16(0).u8(0); // nobody has spoken out of turn
        return rooms.u16(0).u16(0).bytes();
    }

    @Test
    void grant() throws Exception {
        long from = vectors.getAsJsonObject("prekey").get("from").getAsLong();
        var page = new PageBytes()
                .u8(3)
                .octets(hex("deviceList", "statement"))
                .octets(hex("deviceList", "signature"))
                .u32(contacts(from).length)
                .raw(contacts(from))
                .u32(rooms().length)
                .raw(rooms());
        assertThat(message("grant")).isEqualTo(page.bytes());
        var grant = (LinkMessage.Grant) decoded("grant");
        assertThat(DeviceList.verify(grant.list(), "ada", key("ada")).devices()).hasSize(2);
        var contacts =
                Contacts.read(new FieldReader("contacts", grant.contacts().bytes()));
        assertThat(contacts.find("bob").orElseThrow().verified()).isTrue();
        assertThat(contacts.deviceKey("bob", new Device(key("bobsDevice")).id()))
                .contains(key("bobsDevice"));
        var written = new FieldWriter();
        contacts.write(written);
        assertThat(written.toBytes()).isEqualTo(grant.contacts().bytes());
        var rooms = Rooms.read(new FieldReader("rooms", grant.rooms().bytes()));
        assertThat(rooms.group("friends").orElseThrow().info().members()).containsExactly("ada", "bob");
        written = new FieldWriter();
        rooms.write(written);
        assertThat(written.toBytes()).isEqualTo(grant.rooms().bytes());
    }

    @Test
    void done() throws Exception {
        assertThat(message("done")).isEqualTo(new PageBytes().u8(4).bytes());
        assertThat(decoded("done")).isEqualTo(new LinkMessage.Done());
    }
}
