package io.securechannel.testkit.fuzz;

import java.util.HashSet;
import java.util.Set;

/** What the inputs of one thread came to, since it was last asked: so that seeds which are all refused are noticed. */
final class Reached {

    private static final ThreadLocal<Set<String>> PLACES = ThreadLocal.withInitial(HashSet::new);

    private Reached() {}

    static void note(String place) {
        PLACES.get().add(place);
    }

    /** {@return what was reached; from now on it is nothing} */
    static Set<String> taken() {
        var places = Set.copyOf(PLACES.get());
        PLACES.remove();
        return places;
    }
}
