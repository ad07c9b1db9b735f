package io.securechannel.pki;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import io.securechannel.testkit.HouseRules;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HouseRulesTest {

    private static final JavaClasses MAIN = HouseRules.mainCode("io.securechannel.pki");
    private static final JavaClasses SHARED = HouseRules.mainCode("io.securechannel.internal.pki");

    @ParameterizedTest(name = "{0}")
    @MethodSource("houseRules")
    void houseRule(ArchRule rule) {
        rule.check(MAIN);
        rule.check(SHARED);
    }

    static Stream<ArchRule> houseRules() {
        return HouseRules.all();
    }
}
