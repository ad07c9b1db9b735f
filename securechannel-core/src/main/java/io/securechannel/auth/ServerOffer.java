package io.securechannel.auth;

import java.util.ArrayList;

/** Which mechanisms a server offers over a channel: those that are set up, and whose binding the channel has. */
final class ServerOffer {

    private ServerOffer() {}

    static Offer of(LoginVerifier verifier, LoginContext context) {
        var mechanisms = new ArrayList<String>();
        for (var each : Mechanism.values()) {
            if (offered(each, verifier, context)) {
                mechanisms.add(each.saslName());
            }
        }
        return new Offer(mechanisms, context.bindingTypes(), verifier.signUp(), verifier.iterations());
    }

    /** The same handshake proves nothing anew. */
    private static boolean provedBy(LoginContext context, Mechanism mechanism) {
        return context.before()
                .filter(login -> login.mechanisms().contains(mechanism.saslName()))
                .isPresent();
    }

    private static boolean offered(Mechanism mechanism, LoginVerifier verifier, LoginContext context) {
        boolean bound = !context.bindings().isEmpty();
        return switch (mechanism) {
            case SCRAM_PLUS -> verifier.hasStore() && bound;
            case BOUND_TOKEN -> verifier.takesTokens() && bound;
            case EXTERNAL -> verifier.takesProofOf(context.peer()) && !provedBy(context, mechanism);
            case SCRAM -> verifier.hasStore() && !verifier.bindingRequired();
            case BEARER -> verifier.takesBareTokens();
            case CODE -> verifier.secondStep().isPresent() && context.before().isPresent();
        };
    }
}
