package io.securechannel.hybrid;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Every step of docs/spec/envelope.md from the content key on, from the page alone and by the JDK and Tink, without this library. */
final class EnvelopeSteps {

    private static final int PREHEADER = 88;
    private static final int CHUNK = 1 << 20;
    private static final HexFormat HEX = HexFormat.of();

    private final byte[] envelope;
    private final byte[] cek;
    private final byte[] context;
    private final JsonObject steps = new JsonObject();

    private EnvelopeSteps(byte[] envelope, byte[] cek, byte[] context) {
        this.envelope = envelope;
        this.cek = cek;
        this.context = context;
    }

    static JsonObject of(byte[] envelope, byte[] cek, byte[] context) throws Exception {
        return new EnvelopeSteps(envelope, cek, context).all();
    }

    private JsonObject all() throws Exception {
        byte[] preheader = Arrays.copyOf(envelope, PREHEADER);
        byte[] id = Arrays.copyOfRange(envelope, 8, 24);
        add("contentKey", cek);
        byte[] contextKey = expand("context", id);
        add("contextKey", contextKey);
        add("contextTag", hmac(contextKey, context));
        add("commitment", expand("commit", Arrays.copyOf(envelope, 56)));
        byte[] slotsKey = expand("slots", id);
        add("slotsKey", slotsKey);
        var in = ByteBuffer.wrap(envelope).position(PREHEADER);
        int area = in.getInt();
        int slots = slots(in);
        add("slotsTag", hmac(slotsKey, join(preheader, Arrays.copyOfRange(envelope, PREHEADER + 4, slots))));
        byte[] dataKey = expand("content", id);
        add("dataKey", dataKey);
        byte[] content = Arrays.copyOfRange(envelope, PREHEADER + 4 + area, envelope.length);
        byte[] inner = envelope[5] == 1 ? message(dataKey, preheader, content) : segments(dataKey, preheader, content);
        add("inner", inner);
        if (inner[0] == 1) {
            signed(preheader, inner);
        }
        return steps;
    }

    private int slots(ByteBuffer in) {
        var slots = new JsonArray();
        for (int left = in.getShort(); left > 0; left--) {
            var slot = new JsonObject();
            slot.addProperty("type", in.get());
            slot.addProperty("hint", HEX.formatHex(take(in, 8)));
            slot.addProperty("body", HEX.formatHex(take(in, in.getShort() & 0xffff)));
            slots.add(slot);
        }
        steps.add("slots", slots);
        return in.position();
    }

    private void signed(byte[] preheader, byte[] inner) throws Exception {
        var in = ByteBuffer.wrap(inner).position(1);
        int signers = in.get();
        int signatures = 0;
        for (int i = 0; i < signers; i++) {
            signatures += switch (in.get()) {
                case 1 -> 64;
                case 2 -> 3_309;
                default -> 256;
            };
            take(in, 32);
        }
        in.getLong();
        take(in, 32 * in.getShort());
        byte[] header = Arrays.copyOfRange(inner, 1, in.position());
        add("signedHeader", header);
        var inputs = new JsonArray();
        for (long index = 0; index == 0 || in.hasRemaining(); index++) {
            take(in, signatures);
            byte[] chunk = take(in, envelope[5] == 1 ? in.remaining() : Math.min(CHUNK, in.remaining()));
            byte[] input = join(
                    join("SecureChannel envelope signature v1\0".getBytes(US_ASCII), preheader),
                    join(sha256(context), sha256(header)));
            byte[] place = ByteBuffer.allocate(9)
                    .putLong(index)
                    .put((byte) (in.hasRemaining() ? 0 : 1))
                    .array();
            inputs.add(HEX.formatHex(join(join(input, place), sha256(chunk))));
        }
        steps.add("signatureInputs", inputs);
    }

    /** What HPKE takes as {@code info} and OAEP as its label. */
    static byte[] slotInfo(byte type, byte[] spki, byte[] id) throws Exception {
        return join(
                join("SecureChannel envelope v1 slot".getBytes(US_ASCII), new byte[] {type}), join(sha256(spki), id));
    }

    private static byte[] message(byte[] key, byte[] preheader, byte[] content) throws Exception {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, new byte[12]));
        cipher.updateAAD(preheader);
        return cipher.doFinal(content);
    }

    private static byte[] segments(byte[] key, byte[] preheader, byte[] content) throws Exception {
        var tink = new AesGcmHkdfStreaming(key, "HmacSha256", 32, 1 << 20, 0);
        var out = new ByteArrayOutputStream();
        tink.newDecryptingStream(new ByteArrayInputStream(content), preheader).transferTo(out);
        return out.toByteArray();
    }

    private byte[] expand(String purpose, byte[] about) throws Exception {
        byte[] info = join(("SecureChannel envelope v1 " + purpose).getBytes(US_ASCII), about);
        return hmac(cek, join(info, new byte[] {1}));
    }

    private static byte[] hmac(byte[] key, byte[] data) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(data);
    }

    private static byte[] sha256(byte[] data) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(data);
    }

    private static byte[] take(ByteBuffer in, int length) {
        var bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static byte[] join(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    private void add(String name, byte[] bytes) {
        steps.addProperty(name, HEX.formatHex(bytes));
    }
}
