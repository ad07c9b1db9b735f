package io.securechannel.auth.scram;

import io.securechannel.error.SecureChannelException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Reads the attributes of a message in the order that RFC 5802, section 7, gives them: {@code name=value}, joined by commas,
 * the name one ASCII letter, the value not empty.
 */
final class Attributes {

    /** Letters that have a meaning of their own, and so are no extensions (section 5.1). */
    private static final String KNOWN = "anmrcsipve";

    private final String what;
    private final String[] parts;
    private int next;

    Attributes(String what, String text) {
        this.what = what;
        this.parts = text.split(",", -1);
    }

    /** {@return whether the attribute that comes next has this name} */
    boolean isNext(char name) {
        return next < parts.length && parts[next].startsWith(name + "=");
    }

    /**
     * {@return the value of the next attribute, which has to be of this name}
     *
     * @throws SecureChannelException PROTOCOL_VIOLATION if it is another one, or none, or a mandatory extension
     */
    String take(char name) throws SecureChannelException {
        if (isNext('m')) {
            // Section 5.1: its presence alone has to cause failure, since no mandatory extension is known here.
            throw ScramText.malformed(what, "demands an extension (m=) that is not known here");
        }
        if (!isNext(name)) {
            throw ScramText.malformed(what, "has no " + name + "= where one belongs");
        }
        return value(parts[next++]);
    }

    /**
     * {@return the extensions that follow, up to the end} Section 5.1: those that are not known are ignored; here they have
     * to be well-formed all the same, each of a letter of its own that means nothing else.
     */
    Map<Character, String> takeExtensions() throws SecureChannelException {
        var extensions = new LinkedHashMap<Character, String>();
        Set<Character> seen = new HashSet<>();
        while (next < parts.length) {
            var part = parts[next++];
            char name = part.isEmpty() ? ' ' : part.charAt(0);
            boolean letter = (name >= 'a' && name <= 'z') || (name >= 'A' && name <= 'Z');
            if (!letter || part.length() < 2 || part.charAt(1) != '=') {
                throw ScramText.malformed(what, "ends in something that is not an attribute");
            }
            if (KNOWN.indexOf(name) >= 0 || !seen.add(name)) {
                throw ScramText.malformed(what, "has " + name + "= twice, or where it does not belong");
            }
            extensions.put(name, value(part));
        }
        return extensions;
    }

    private String value(String part) throws SecureChannelException {
        if (part.length() == 2) {
            throw ScramText.malformed(what, "has an attribute without a value: " + part);
        }
        return part.substring(2);
    }
}
