package io.securechannel.internal.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.secret.SecretBytes;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/** Reads the vectors that lie beside these tests, and counts what became of them. */
final class VectorFile {

    private final String name;
    private final Map<String, Integer> counts = new TreeMap<>();

    VectorFile(String name) {
        this.name = name;
    }

    JsonElement json() throws IOException {
        try (var in = new InputStreamReader(
                new GZIPInputStream(
                        Objects.requireNonNull(VectorFile.class.getResourceAsStream(name + ".json.gz"), name)),
                UTF_8)) {
            return JsonParser.parseReader(in);
        }
    }

    /** The vectors of an array. */
    List<JsonObject> vectors() throws IOException {
        var vectors = new ArrayList<JsonObject>();
        json().getAsJsonArray().forEach(each -> vectors.add(each.getAsJsonObject()));
        return vectors;
    }

    /** The tests of one of Wycheproof's files, all of them, each with what its group says of it. */
    List<JsonObject> wycheproof() throws IOException {
        var tests = new ArrayList<JsonObject>();
        var root = json().getAsJsonObject();
        for (var group : root.getAsJsonArray("testGroups")) {
            var common = group.getAsJsonObject();
            JsonArray inside = common.remove("tests").getAsJsonArray();
            for (var each : inside) {
                var test = each.getAsJsonObject();
                common.entrySet().forEach(entry -> {
                    if (!test.has(entry.getKey())) {
                        test.add(entry.getKey(), entry.getValue());
                    }
                });
                tests.add(test);
            }
        }
        assertThat(tests).hasSize(root.get("numberOfTests").getAsInt());
        return tests;
    }

    void count(String outcome) {
        counts.merge(outcome, 1, Integer::sum);
    }

    /** Prints what was counted, and compares it. */
    void counted(Map<String, Integer> expected) {
        System.out.println(name + ": " + counts);
        assertThat(counts).isEqualTo(new TreeMap<>(expected));
    }

    static String text(JsonObject object, String member) {
        return object.get(member).getAsString();
    }

    static boolean is(JsonObject test, String result) {
        return text(test, "result").equals(result);
    }

    static int number(JsonObject object, String member) {
        return object.get(member).getAsInt();
    }

    static byte[] hex(JsonObject object, String member) {
        return HexFormat.of().parseHex(text(object, member));
    }

    static String id(JsonObject test) {
        return "tcId " + test.get("tcId") + " " + test.get("comment");
    }

    /** The key as users bring it: PKCS#8. */
    static SecretBytes pkcs8(KeyAlgorithm algorithm, byte[] raw) throws IOException {
        var info = algorithm == KeyAlgorithm.P256
                ? new PrivateKeyInfo(
                        new AlgorithmIdentifier(algorithm.identifier(), EllipticCurve.P256.identifier()),
                        new ECPrivateKey(256, new BigInteger(1, raw)))
                : new PrivateKeyInfo(new AlgorithmIdentifier(algorithm.identifier()), new DEROctetString(raw));
        return SecretBytes.owning(info.getEncoded());
    }

    static EncodedKeyPair keys(KeyAlgorithm algorithm, byte[] raw) throws IOException, KeyMaterialException {
        try (var encoded = pkcs8(algorithm, raw)) {
            return RoleKeys.decode(encoded, "a vector");
        }
    }
}
