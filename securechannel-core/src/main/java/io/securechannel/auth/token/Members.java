package io.securechannel.auth.token;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The members of a JSON object by name and type.
 *
 * @param what the object, for errors: "the header"
 * @param values what {@link JsonText} has read
 */
record Members(String what, Map<String, Object> values) {

    /** 9999-12-31T23:59:59Z; a later one is a mistake (perhaps of milliseconds), and an Instant has its own limits. */
    private static final double LATEST = 253_402_300_799d;

    boolean has(String name) {
        return values.containsKey(name);
    }

    Optional<String> string(String name) throws Refusal {
        var value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(text);
        }
        throw wrong(name, "a string");
    }

    String require(String name) throws Refusal {
        return string(name).orElseThrow(() -> new Refusal("lacks \"" + name + "\" in " + what));
    }

    /** One string, or a list of strings with one at least (RFC 7519, section 4.1.3). */
    List<String> strings(String name) throws Refusal {
        var value = values.get(name);
        if (value instanceof String text) {
            return List.of(text);
        }
        if (value instanceof List<?> list && !list.isEmpty() && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        if (value == null) {
            throw new Refusal("lacks \"" + name + "\" in " + what);
        }
        throw wrong(name, "a string or a list of strings");
    }

    Optional<Members> object(String name) throws Refusal {
        var value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Map<?, ?> map) {
            var members = new LinkedHashMap<String, Object>();
            map.forEach((key, each) -> members.put((String) key, each));
            return Optional.of(new Members("\"" + name + "\"", members));
        }
        throw wrong(name, "an object");
    }

    /** NumericDate (RFC 7519, section 2): seconds since 1970, perhaps with a fraction. */
    Optional<Instant> time(String name) throws Refusal {
        var value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof JsonText.Digits number)) {
            throw wrong(name, "a number of seconds");
        }
        double seconds = Double.parseDouble(number.text());
        if (!(seconds >= 0 && seconds <= LATEST)) {
            throw new Refusal("has a \"" + name + "\" outside of the years 1970 to 9999; it is counted in seconds");
        }
        return Optional.of(Instant.ofEpochMilli((long) (seconds * 1_000)));
    }

    private Refusal wrong(String name, String expected) {
        return new Refusal("has a \"" + name + "\" in " + what + " that is not " + expected);
    }
}
