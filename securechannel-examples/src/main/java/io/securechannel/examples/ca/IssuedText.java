package io.securechannel.examples.ca;

import io.securechannel.examples.console.Words;
import io.securechannel.pki.IssuedCertificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the ledger knows of a certificate, for people and for programs. */
final class IssuedText {

    private IssuedText() {}

    static String state(IssuedCertificate issued, Instant now) {
        return issued.revocation()
                .map(revocation -> "revoked")
                .orElse(now.isAfter(issued.notAfter()) ? "expired" : "valid");
    }

    /** {@return the members of a JSON object} They are added to over time and not renamed. */
    static Map<String, @Nullable Object> members(IssuedCertificate issued, Instant now) {
        var members = new LinkedHashMap<String, @Nullable Object>();
        members.put("serial", issued.serial().toString(16));
        members.put("state", state(issued, now));
        members.put("profile", issued.profile());
        members.put("subject", issued.subject());
        members.put("names", issued.names());
        members.put("notBefore", issued.notBefore().toString());
        members.put("notAfter", issued.notAfter().toString());
        members.put("issued", issued.issued().toString());
        members.put("sha256", issued.sha256());
        members.put(
                "revoked",
                issued.revocation().map(each -> each.time().toString()).orElse(null));
        members.put(
                "reason",
                issued.revocation().map(each -> Words.of(each.reason())).orElse(null));
        return members;
    }
}
