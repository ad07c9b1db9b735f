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
        all.add("payloads", payloads());
        all.add("mail", vectors.mail());
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

    private JsonObject deviceList() throws KeyMaterialException {
        var devices = List.of(new Device(adasDevice.publicKey()), new Device(bobsDevice.publicKey()));
        var list = DeviceList.of("ada", ada.publicKey(), 2, NOW, devices);
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
        return fields;
    }

    private static JsonArray payloads() {
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
                new Payload.Kick());
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
