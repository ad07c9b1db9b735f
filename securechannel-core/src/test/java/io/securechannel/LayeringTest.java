package io.securechannel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import io.securechannel.testkit.HouseRules;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The layers of the design, and the house rules, as tests. */
class LayeringTest {

    /** Lowest first: a package imports only from those before it. {@code ..} takes sub-packages along. */
    private static final List<String> LAYERS = List.of(
            "io.securechannel.error..",
            "io.securechannel.secret..",
            "io.securechannel.internal.text..",
            "io.securechannel.peer..",
            "io.securechannel.event..",
            "io.securechannel.internal.jfr..",
            "io.securechannel.internal.address..",
            "io.securechannel.internal.file..",
            "io.securechannel.internal.jdbc..",
            "io.securechannel.internal.primitive..",
            "io.securechannel.internal.crypto..",
            "io.securechannel.internal.store..",
            "io.securechannel.internal.jsse..",
            "io.securechannel.internal.envelope..",
            "io.securechannel.framing..",
            "io.securechannel.keys..",
            "io.securechannel.noise..",
            "io.securechannel.hybrid..",
            "io.securechannel.tls..",
            "io.securechannel.auth..",
            "io.securechannel.internal.engine..",
            "io.securechannel.internal.socket..",
            "io.securechannel");

    private static final List<String> PEERS = List.of(
            "io.securechannel.noise..",
            "io.securechannel.hybrid..",
            "io.securechannel.tls..",
            "io.securechannel.auth..");

    private static final List<String> PARTS_OF_AUTH = List.of(
            "io.securechannel.auth",
            "io.securechannel.auth.scram",
            "io.securechannel.auth.token",
            "io.securechannel.auth.totp",
            "io.securechannel.auth.throttle",
            "io.securechannel.auth.store");

    private static final JavaClasses MAIN = HouseRules.mainCode("io.securechannel");

    @ParameterizedTest(name = "{0}")
    @MethodSource("layers")
    void aPackageImportsOnlyFromThoseBeforeIt(String layer) {
        var above = LAYERS.subList(LAYERS.indexOf(layer) + 1, LAYERS.size()).toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(layer)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(above)
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("peers")
    void peersDoNotImportEachOther(String peer) {
        var others = PEERS.stream().filter(each -> !each.equals(peer)).toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(peer)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .allowEmptyShould(true)
                .check(MAIN);
    }

    /** What a proof is knows nothing of where users are kept, and neither knows how a login goes. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("partsOfAuth")
    void aPartOfTheLoginImportsOnlyWhatItNeeds(String part, List<String> allowed) {
        var others = PARTS_OF_AUTH.stream()
                .filter(each -> !each.equals(part) && !allowed.contains(each))
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(part)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(MAIN);
    }

    static Stream<Arguments> partsOfAuth() {
        return Stream.of(
                Arguments.of("io.securechannel.auth.scram", List.of()),
                Arguments.of("io.securechannel.auth.token", List.of()),
                Arguments.of("io.securechannel.auth.totp", List.of()),
                Arguments.of("io.securechannel.auth.throttle", List.of()),
                Arguments.of("io.securechannel.auth.store", List.of("io.securechannel.auth.scram")));
    }

    @Test
    void envelopesAndSharedKeysDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("io.securechannel.hybrid")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.securechannel.hybrid.symmetric")
                .check(MAIN);
        noClasses()
                .that()
                .resideInAPackage("io.securechannel.hybrid.symmetric")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.securechannel.hybrid")
                .check(MAIN);
    }

    @Test
    void everyClassHasALayer() {
        classes().should().resideInAnyPackage(LAYERS.toArray(String[]::new)).check(MAIN);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("houseRules")
    void houseRule(ArchRule rule) {
        rule.check(MAIN);
    }

    static Stream<String> layers() {
        // The last layer may import all.
        return LAYERS.stream().limit(LAYERS.size() - 1L);
    }

    static Stream<String> peers() {
        return PEERS.stream();
    }

    static Stream<ArchRule> houseRules() {
        return HouseRules.all();
    }
}
