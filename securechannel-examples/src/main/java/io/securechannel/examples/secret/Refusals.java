package io.securechannel.examples.secret;

import io.securechannel.examples.secret.Gate.Admission;
import io.securechannel.examples.secret.Gate.Missing;

/** What whoever may not have the secret is told: how it is had, and nothing of why a certificate or token is not good. */
final class Refusals {

    private static final String REALM = "Bearer realm=\"secret\"";

    private Refusals() {}

    static Answer answer(Admission admission) {
        var missing = admission.missing().get(0);
        var text = "no secret: " + words(missing) + "\n";
        return switch (missing) {
            case CERTIFICATE, GOOD_CERTIFICATE -> Answer.text(403, text);
            // RFC 6750, section 3.1: without a token no error code, and the demand alone.
            case TOKEN -> Answer.text(401, text).with("WWW-Authenticate", REALM);
            case GOOD_TOKEN ->
                Answer.text(401, text)
                        .with(
                                "WWW-Authenticate",
                                REALM + ", error=\"invalid_token\", error_description=\"not good, or not any more\"");
            case ONE_BEARER_TOKEN ->
                Answer.text(400, text)
                        .with(
                                "WWW-Authenticate",
                                REALM + ", error=\"invalid_request\", error_description=\"one bearer token, once\"");
        };
    }

    static String words(Missing missing) {
        return switch (missing) {
            case CERTIFICATE ->
                "a client certificate is missing; the server's owner issues one by \"secret-server issue-client NAME\"";
            case GOOD_CERTIFICATE ->
                "the client certificate is not believed any more: ask the server's owner for another";
            case TOKEN ->
                "a token is missing; the server's owner makes one by \"secret-server token NAME\", and it goes into the"
                        + " header Authorization: Bearer TOKEN";
            case GOOD_TOKEN -> "the token is not good, or not any more: ask the server's owner for another";
            case ONE_BEARER_TOKEN -> "the header Authorization has to be there once, as Bearer TOKEN";
        };
    }
}
