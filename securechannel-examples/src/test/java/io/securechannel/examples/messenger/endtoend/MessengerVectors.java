package io.securechannel.examples.messenger.endtoend;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.endtoend.Conversation.Broadcast;
import io.securechannel.examples.messenger.endtoend.Conversation.Direct;
import io.securechannel.examples.messenger.endtoend.Conversation.Room;
import io.securechannel.examples.messenger.protocol.Device;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DeviceList;
import io.securechannel.examples.messenger.protocol.EntryProof;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.examples.messenger.protocol.SignedStatement;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.RoleKeyPair;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;

/** Writes the vectors that docs/spec/messenger.md publishes, from the code; {@link MessengerVectorsTest} recomputes them from the page. */
final class MessengerVectors {

    static final Path FILE = Path.of(
            "src", "test", "resources", "io", "securechannel", "examples", "messenger", "messenger-vectors.json");

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final String TEXT = "See you at eight, Bob!";

    // RFC 8032, section 7.1: the secret keys of TEST 1, TEST 2, TEST 3 and TEST SHA(abc).
    private final SigningKeyPair ada = ed25519("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    private final SigningKeyPair adasDevice =
            ed25519("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    private final SigningKeyPair bob = ed25519("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
    private final SigningKeyPair bobsDevice =
            ed25519("833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42");
    private final EnvelopeKeyPair prekeys =
            EnvelopeKeyPair.fromPkcs8(secret("3036020100300d060b2b0601040183e62d81c87a0422"
                    + "04205bdcfbfd5bc182018dfa96ff6f5a07547f751a75f6e66a651d944b4bc7c6766a"));

    private MessengerVectors() throws KeyMaterialException {}

    static void write() throws IOException, KeyMaterialException {
        var vectors = new MessengerVectors();
        var all = new JsonObject();
        all.addProperty("specification", "docs/spec/messenger.md");
        all.add("keys", vectors.keys());
        all.add("deviceList", vectors.deviceList());
        all.add("prekey", vectors.prekey());
        all.add("entry", vectors.entry());
        all.add("conversations", conversations());
        all.add("payloads", vectors.payloads());
        all.add("mail", vectors.mail());
        all.add("link", vectors.link());
        all.add("safetyNumber", vectors.safetyNumber());
        Files.createDirectories(FILE.getParent());
        var json = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
        Files.writeString(FILE, json.toJson(all) + "\n");
    }

    private JsonObject keys() {
        var keys = new JsonObject();
        keys.add("ada", pair(ada, ada.publicKey().subjectPublicKeyInfo()));
        keys.add("adasDevice", pair(adasDevice, adasDevice.publicKey().subjectPublicKeyInfo()));
        keys.add("bob", pair(bob, bob.publicKey().subjectPublicKeyInfo()));
        keys.add("bobsDevice", pair(bobsDevice, bobsDevice.publicKey().subjectPublicKeyInfo()));
        keys.add("bobsPrekey", pair(prekeys, prekeys.publicKey().subjectPublicKeyInfo()));
        return keys;
    }

    private static JsonObject pair(RoleKeyPair keys, byte[] subjectPublicKeyInfo) {
        var pair = new JsonObject();
        try (var pkcs8 = keys.pkcs8()) {
            String hex = pkcs8.use(octets -> HexFormat.of().formatHex(octets));
            pair.addProperty("pkcs8", hex);
        }
        pair.addProperty("subjectPublicKeyInfo", HexFormat.of().formatHex(subjectPublicKeyInfo));
        return pair;
    }

    private DeviceList adasDevices() {
        var devices = List.of(new Device(adasDevice.publicKey()), new Device(bobsDevice.publicKey()));
        return DeviceList.of("ada", ada.publicKey(), 2, NOW, devices);
    }

    private JsonObject deviceList() throws KeyMaterialException {
        var list = adasDevices();
        var fields = new JsonObject();
        fields.addProperty("user", list.user());
        fields.addProperty("version", list.version());
        fields.addProperty("issued", list.issued().toEpochMilli());
        addStatement(fields, list.sign(ada));
        return fields;
    }

    private Prekey bobsPrekey() {
        return new Prekey(
                "bob",
                Prekey.identityHash(bob.publicKey()),
                DeviceId.of(bobsDevice.publicKey()),
                NOW,
                NOW.plus(Prekey.LIFE),
                prekeys.publicKey());
    }

    private JsonObject prekey() throws KeyMaterialException {
        var prekey = bobsPrekey();
        var fields = new JsonObject();
        fields.addProperty("user", prekey.user());
        fields.addProperty("from", prekey.from().toEpochMilli());
        fields.addProperty("until", prekey.until().toEpochMilli());
        addStatement(fields, prekey.sign(bobsDevice));
        return fields;
    }

    private static void addStatement(JsonObject fields, SignedStatement signed) {
        fields.addProperty("statement", signed.statement().hex());
        fields.addProperty("signature", signed.signature().hex());
    }

    private JsonObject entry() throws KeyMaterialException {
        var nonce = Octets.sha256(new byte[] {1});
        var binding = Octets.sha256(new byte[] {2});
        var type = ChannelBinding.Type.TLS_EXPORTER;
        var fields = new JsonObject();
        fields.addProperty("nonce", nonce.hex());
        fields.addProperty("bindingType", type.registeredName());
        fields.addProperty("binding", binding.hex());
        var proof = EntryProof.sign(adasDevice, nonce, new ChannelBinding(type, binding.bytes()));
        fields.addProperty("signature", proof.hex());
        return fields;
    }

    private static JsonObject conversations() {
        var room = new Room(Octets.sha256(new byte[] {3}));
        var fields = new JsonObject();
        fields.addProperty("broadcast", new Broadcast().hash().hex());
        fields.addProperty("adaAndBob", Direct.between("ada", "bob").hash().hex());
        fields.addProperty("roomId", room.id().hex());
        fields.addProperty("room", room.hash().hex());
        fields.addProperty("adasDevices", new Conversation.Own("ada").hash().hex());
        return fields;
    }

    private JsonArray payloads() throws KeyMaterialException {
        var array = new JsonArray();
        var id = Octets.sha256(new byte[] {4}).first(Payload.INVITATION_LENGTH);
        var room = new Room(Octets.sha256(new byte[] {3}));
        var payloads = List.of(
                new Payload.Text(TEXT),
                new Payload.Text("x".repeat(500)),
                new Payload.Invitation(id, room, "friends", NOW.plusSeconds(3600)),
                new Payload.Answer(id, true),
                new Payload.Members(3, List.of("ada", "bob")),
                new Payload.Leave(),
                new Payload.Kick(),
                new Payload.Devices(adasDevices().sign(ada)),
                new Payload.Copy(new Broadcast(), TEXT),
                new Payload.Copy(Direct.between("ada", "bob"), TEXT),
                new Payload.Copy(room, TEXT),
                new Payload.Room(
                        room,
                        Payload.Room.State.OPEN,
                        "friends",
                        false,
                        "ada",
                        new Payload.Members(3, List.of("ada", "bob"))),
                new Payload.Verified("bob", Octets.of(bob.publicKey().subjectPublicKeyInfo())));
        payloads.forEach(payload -> array.add(HexFormat.of().formatHex(payload.encode())));
        return array;
    }

    private JsonObject mail() throws KeyMaterialException {
        var talk = Direct.between("ada", "bob");
        var previous = Octets.sha256(new byte[] {5});
        var bare = bareMail(previous, Octets.zeros(0));
        byte[] context = MailContext.of(talk, "ada", bare);
        byte[] envelope = HybridCipher.to(prekeys.publicKey())
                .signedBy(adasDevice)
                .clock(InstantSource.fixed(NOW))
                .seal(new Payload.Text(TEXT).encode(), context);
        var mail = bareMail(previous, Octets.of(envelope));
        var out = new FieldWriter();
        mail.write(out);
        var fields = new JsonObject();
        fields.addProperty("text", TEXT);
        fields.addProperty("sequence", mail.sequence());
        fields.addProperty("previous", mail.previous().hex());
        fields.addProperty("expires", mail.expires().toEpochMilli());
        fields.addProperty("context", HexFormat.of().formatHex(context));
        fields.addProperty("tag", mail.tag().hex());
        fields.addProperty("mail", HexFormat.of().formatHex(out.toBytes()));
        fields.addProperty("hash", mail.hash().hex());
        return fields;
    }

    private Mail bareMail(Octets previous, Octets envelope) {
        var from = DeviceId.of(adasDevice.publicKey());
        var to = DeviceId.of(bobsDevice.publicKey());
        var tag = MailContext.tag(Direct.between("ada", "bob"), from, to, 7);
        return new Mail(from, to, 7, previous, tag, bobsPrekey().until(), envelope);
    }

    /** What is in contacts and rooms, the client knows: here they are written as the page has them. */
    private JsonObject link() throws KeyMaterialException {
        var prekey = new Prekey(
                "ada",
                Prekey.identityHash(ada.publicKey()),
                DeviceId.of(bobsDevice.publicKey()),
                NOW,
                NOW.plus(Prekey.LIFE),
                prekeys.publicKey());
        var contacts = new FieldWriter().u16(0).u16(1);
        contacts.text("bob").octets(spki(bob)).u8(1).u16(0).u8(0);
        contacts.u64(1).u8(1).octets(spki(bobsDevice)).time(NOW);
        var rooms = new FieldWriter().u16(1).fixed(Octets.sha256(new byte[] {3}));
        rooms.text("friends")
                .u8(0)
                .text("ada")
                .u16(2)
                .text("ada")
                .text("bob")
                .u8(1)
                .u64(3);
        rooms.u8(0).u16(0).u8(0).u16(0).u16(0);
        var request = new FieldWriter().u8(2).octets(spki(bobsDevice));
        prekey.sign(bobsDevice).write(request);
        var grant = new FieldWriter().u8(3);
        adasDevices().sign(ada).write(grant);
        grant.longOctets(Octets.of(contacts.toBytes())).longOctets(Octets.of(rooms.toBytes()));
        var offer = new FieldWriter().u8(1).label("SecureChannel messenger link v1");
        offer.text("ada").octets(spki(ada));
        var fields = new JsonObject();
        fields.addProperty("offer", hex(offer));
        fields.addProperty("request", hex(request));
        fields.addProperty("grant", hex(grant));
        fields.addProperty("done", hex(new FieldWriter().u8(4)));
        return fields;
    }

    private static Octets spki(SigningKeyPair keys) {
        return Octets.of(keys.publicKey().subjectPublicKeyInfo());
    }

    private static String hex(FieldWriter fields) {
        return HexFormat.of().formatHex(fields.toBytes());
    }

    private JsonObject safetyNumber() {
        var fields = new JsonObject();
        fields.addProperty(
                "adaAndBob",
                SafetyNumber.of("ada", ada.publicKey(), "bob", bob.publicKey()).digits());
        return fields;
    }

    private static SigningKeyPair ed25519(String seed) throws KeyMaterialException {
        return SigningKeyPair.fromPkcs8(secret("302e020100300506032b657004220420" + seed));
    }

    private static SecretBytes secret(String hex) {
        return SecretBytes.owning(HexFormat.of().parseHex(hex));
    }
}
