package io.securechannel.auth.scram;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.internal.crypto.Sha256;
import java.util.List;

/**
 * The hash of what the server offered (XEP-0474, version 0.4), which goes into its first message and thereby into what both
 * sides prove: who has shortened the offer on its way is found out.
 */
final class OfferHash {

    private static final String BETWEEN_NAMES = "\u001E";
    private static final String BETWEEN_LISTS = "\u001F";

    private OfferHash() {}

    /**
     * {@return the value of the attribute {@code h}}
     *
     * @param mechanisms all that are offered
     * @param bindingTypes all that are offered; empty if none is
     */
    static String of(List<String> mechanisms, List<String> bindingTypes) {
        var text = joined(mechanisms) + (bindingTypes.isEmpty() ? "" : BETWEEN_LISTS + joined(bindingTypes));
        return ScramText.base64(Sha256.of(text.getBytes(US_ASCII)));
    }

    private static String joined(List<String> names) {
        for (var name : names) {
            // Else two different offers could have one hash.
            if (name.isEmpty() || !name.chars().allMatch(each -> each > 0x20 && each < 0x7F)) {
                throw new IllegalArgumentException("a mechanism or binding type has a name of printable ASCII");
            }
        }
        return String.join(BETWEEN_NAMES, names.stream().sorted().toList());
    }
}
