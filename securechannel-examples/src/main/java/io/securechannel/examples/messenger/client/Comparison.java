package io.securechannel.examples.messenger.client;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.endtoend.SafetyNumber;
import io.securechannel.examples.messenger.protocol.Octets;

/** Safety numbers: what this user compares with others, and what follows from it (M2). */
final class Comparison {

    private final Engine engine;

    Comparison(Engine engine) {
        this.engine = engine;
    }

    /** Of the key that the server names now, if it has changed: that is the one to be compared before it is accepted. */
    SafetyNumber safetyNumber(String user) throws ChatException {
        var contact = known(user);
        var account = engine.desk().account();
        try {
            return SafetyNumber.of(account.user(), account.identity(), user, contact.currentKey());
        } catch (KeyMaterialException e) {
            throw new ChatException("the new key of " + user + " is none: " + e.getMessage());
        }
    }

    private Contact known(String user) throws ChatException {
        if (user.equals(engine.desk().user())) {
            throw new ChatException("that is you");
        }
        return engine.look(book -> book.contacts().find(user))
                .orElseThrow(() -> new ChatException(
                        "no key of " + user + " is known yet: it comes with the first message to or from them"));
    }

    private void requireCurrent(String user, SafetyNumber compared) throws ChatException {
        if (!safetyNumber(user).equals(compared)) {
            throw new ChatException(
                    "the key of " + user + " has changed again since you saw that number: look at the number"
                            + " that it has now (/verify " + user + "), and compare that one with them");
        }
    }

    /** The numbers are the same at both ends. */
    void markVerified(String user, SafetyNumber compared) throws ChatException {
        requireCurrent(user, compared);
        var contact = known(user);
        if (contact.changed()) {
            throw new ChatException("the key of " + user + " has changed: accept the new one first");
        }
        var desk = engine.desk();
        desk.book().contacts().set(contact.verifiedNow());
        desk.toOwn(new Payload.Verified(user, Octets.of(contact.identity().subjectPublicKeyInfo())));
    }

    /** The new key is believed, compared or not. */
    void accept(String user, SafetyNumber shown) throws ChatException {
        requireCurrent(user, shown);
        engine.acceptKey(user);
    }
}
