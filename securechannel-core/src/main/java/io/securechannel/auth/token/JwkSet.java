package io.securechannel.auth.token;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A set of public keys (RFC 7517, section 5). */
final class JwkSet {

    private static final String WHAT = "the set of keys";
    private static final int LARGEST = 64 << 10;
    private static final int MOST = 32;

    private JwkSet() {}

    static List<VerificationKey> read(String json) throws KeyMaterialException {
        if (json.length() > LARGEST) {
            throw new KeyMaterialException(Reason.TOO_LARGE, WHAT + " is larger than " + (LARGEST >> 10) + " KiB");
        }
        try {
            var values = JsonText.object(json).get("keys");
            if (!(values instanceof List<?> all) || !all.stream().allMatch(Map.class::isInstance)) {
                throw new Refusal("has no list of keys (RFC 7517, section 5): a single key is not a set");
            }
            if (all.size() > MOST) {
                throw new KeyMaterialException(Reason.TOO_LARGE, WHAT + " holds more than " + MOST + " keys");
            }
            var keys = new ArrayList<VerificationKey>();
            for (var each : all) {
                read(members((Map<?, ?>) each)).ifPresent(keys::add);
            }
            requireUsable(keys);
            return List.copyOf(keys);
        } catch (Refusal e) {
            throw e.malformed(WHAT);
        }
    }

    /** RFC 7517, section 5: keys of kinds that are not known are skipped; what is damaged among the known ones is not. */
    private static Optional<VerificationKey> read(Members key) throws Refusal, KeyMaterialException {
        var type = key.require("kty");
        if (type.equals("oct") || key.has("d") || key.has("k")) {
            throw new KeyMaterialException(
                    Reason.WRONG_KIND,
                    WHAT
                            + " holds a secret or a private key where public ones were expected: whoever wrote it has given the"
                            + " key away, and should make a new one. A secret for HS256 is given as a SharedSecret");
        }
        boolean forSignatures = key.string("use").map("sig"::equals).orElse(true)
                && key.string("alg").map(CompactJws.ES256::equals).orElse(true)
                && (!key.has("key_ops") || key.strings("key_ops").contains("verify"));
        if (!type.equals("EC") || !key.require("crv").equals("P-256") || !forSignatures) {
            return Optional.empty();
        }
        return Optional.of(new VerificationKey(
                CompactJws.ES256, key.string("kid"), ProofPublicKey.of(key).verification()));
    }

    private static void requireUsable(List<VerificationKey> keys) throws Refusal, KeyMaterialException {
        if (keys.isEmpty()) {
            throw new KeyMaterialException(
                    Reason.MISSING,
                    WHAT
                            + " holds no EC key on P-256 for signatures: ES256 is what is verified here, and neither RSA nor"
                            + " Ed25519. Let the issuer sign with ES256");
        }
        var names = new HashSet<String>();
        for (var each : keys) {
            if (each.keyId().isPresent() && !names.add(each.keyId().get())) {
                throw new Refusal("holds two keys of one name (kid)");
            }
        }
    }

    private static Members members(Map<?, ?> key) {
        var members = new LinkedHashMap<String, Object>();
        key.forEach((name, value) -> members.put((String) name, value));
        return new Members("a key", members);
    }

    /** A set of named public keys for ES256. */
    static String write(Map<String, ProofPublicKey> keys) {
        var json = new StringBuilder("{\"keys\":[");
        keys.forEach((name, key) -> {
            var jwk = key.toJwk();
            json.append(json.charAt(json.length() - 1) == '[' ? "" : ",")
                    .append(jwk, 0, jwk.length() - 1)
                    .append(",\"use\":\"sig\",\"alg\":\"ES256\",\"kid\":")
                    .append(JsonText.quoted(name))
                    .append('}');
        });
        return json.append("]}").toString();
    }
}
