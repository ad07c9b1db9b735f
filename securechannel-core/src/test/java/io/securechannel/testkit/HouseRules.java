package io.securechannel.testkit;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.Security;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The rules that hold for the main code of every published module; each module's tests check their own code. */
public final class HouseRules {

    private static final String ROOT = "io.securechannel";
    private static final String SOCKETS = "io.securechannel.internal.socket";

    private static final List<String> HIDDEN = List.of(
            "org.bouncycastle.",
            "com.google.crypto.tink.",
            "com.google.gson.",
            "org.conscrypt.",
            "io.securechannel.internal.");

    private HouseRules() {}

    /**
     * Reads the main code of the modules on the class path.
     *
     * @param rootPackage where to start; what lies below comes along
     * @return the classes, without tests
     */
    public static JavaClasses mainCode(String rootPackage) {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(rootPackage);
    }

    /**
     * All the rules, to be checked one by one.
     *
     * @return the rules
     */
    public static Stream<ArchRule> all() {
        return Stream.of(
                publicSignaturesHideImplementations(),
                leavesTheProcessAlone(),
                noSynchronizedMethods(),
                onlyTheSocketLayerTouchesStreams(),
                onlyTheFacadeAndTheSocketLayerUseSockets());
    }

    /**
     * What the published types show is JDK types and our own.
     *
     * @return the rule
     */
    public static ArchRule publicSignaturesHideImplementations() {
        return classes()
                .that(describe("are published", HouseRules::isPublished))
                .should(mentionNoHiddenType())
                .as("public signatures mention no type of " + HIDDEN)
                .allowEmptyShould(true);
    }

    /**
     * A library does not print, does not end the process and does not change settings that belong to the application.
     *
     * @return the rule
     */
    public static ArchRule leavesTheProcessAlone() {
        return noClasses()
                .should()
                .accessTargetWhere(target("System.out, System.err", System.class, "out", "err"))
                .orShould()
                .accessTargetWhere(target(
                        "System.exit, System.setX",
                        System.class,
                        "exit",
                        "setProperty",
                        "setProperties",
                        "setOut",
                        "setErr"))
                .orShould()
                .accessTargetWhere(target("Runtime.exit, halt", Runtime.class, "exit", "halt"))
                .orShould()
                .accessTargetWhere(target(
                        "Security.addProvider, setProperty",
                        Security.class,
                        "addProvider",
                        "insertProviderAt",
                        "removeProvider",
                        "setProperty"))
                .orShould()
                .accessTargetWhere(target("printStackTrace", Throwable.class, "printStackTrace"))
                .as("main code does not print, exit or change what belongs to the whole process")
                .allowEmptyShould(true);
    }

    /**
     * A monitor pins a virtual thread to its carrier, and a lock that callers can take is part of the API.
     *
     * @return the rule
     */
    public static ArchRule noSynchronizedMethods() {
        return methods()
                .should()
                .notHaveModifier(JavaModifier.SYNCHRONIZED)
                .as("main code has no synchronized methods")
                .allowEmptyShould(true);
    }

    /**
     * One package reads and writes sockets.
     *
     * @return the rule
     */
    public static ArchRule onlyTheSocketLayerTouchesStreams() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(SOCKETS)
                .should()
                .accessTargetWhere(
                        target("a socket's streams", Socket.class, "getInputStream", "getOutputStream", "getChannel"))
                .as("only " + SOCKETS + " touches a socket's streams")
                .allowEmptyShould(true);
    }

    /**
     * The facade takes sockets and hands them on. Others may name the types, as {@code X509ExtendedTrustManager} makes
     * them do, ask for the handshake's session, and hand a provider's socket its parameters; they call nothing else on them.
     *
     * @return the rule
     */
    public static ArchRule onlyTheFacadeAndTheSocketLayerUseSockets() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, SOCKETS)
                .should()
                .accessTargetWhere(describe("a socket's members", HouseRules::usesSocket))
                .as("only the facade and " + SOCKETS + " use sockets")
                .allowEmptyShould(true);
    }

    private static boolean usesSocket(JavaAccess<?> access) {
        var owner = access.getTargetOwner();
        return (owner.isAssignableTo(Socket.class) || owner.isAssignableTo(ServerSocket.class))
                && !Set.of("getHandshakeSession", "setSSLParameters", "getParameters", "setParameters")
                        .contains(access.getName());
    }

    private static DescribedPredicate<JavaAccess<?>> target(String description, Class<?> owner, String... names) {
        var set = Set.of(names);
        return describe(
                description,
                access -> set.contains(access.getName())
                        && access.getTargetOwner().isAssignableTo(owner));
    }

    /** Public all the way out, in a package that is not internal. */
    private static boolean isPublished(JavaClass type) {
        return type.getPackageName().startsWith(ROOT)
                && !(type.getPackageName() + ".").startsWith(ROOT + ".internal.")
                && isVisible(type.getModifiers())
                && type.getEnclosingClass().map(HouseRules::isPublished).orElse(true);
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static ArchCondition<JavaClass> mentionNoHiddenType() {
        return new ArchCondition<>("mention no hidden type") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                report(type, type.getName(), headerTypes(type), events);
                for (JavaField field : type.getAllFields()) {
                    if (isOurs(field.getOwner()) && isVisible(field.getModifiers())) {
                        report(type, field.getFullName(), field.getAllInvolvedRawTypes(), events);
                    }
                }
                for (JavaCodeUnit unit : codeUnits(type)) {
                    if (isOurs(unit.getOwner()) && isVisible(unit.getModifiers())) {
                        report(type, unit.getFullName(), unit.getAllInvolvedRawTypes(), events);
                        report(type, unit.getFullName(), Set.copyOf(unit.getExceptionTypes()), events);
                    }
                }
            }
        };
    }

    private static Set<JavaClass> headerTypes(JavaClass type) {
        var types = new LinkedHashSet<JavaClass>();
        type.getSuperclass().map(JavaType::getAllInvolvedRawTypes).ifPresent(types::addAll);
        type.getInterfaces().forEach(each -> types.addAll(each.getAllInvolvedRawTypes()));
        type.getTypeParameters().forEach(each -> types.addAll(each.getAllInvolvedRawTypes()));
        return types;
    }

    /** With those of superclasses, because a hidden superclass publishes its members through a public subclass. */
    private static List<JavaCodeUnit> codeUnits(JavaClass type) {
        var units = new ArrayList<JavaCodeUnit>(type.getConstructors());
        units.addAll(type.getAllMethods());
        return units;
    }

    private static boolean isOurs(JavaClass owner) {
        return (owner.getPackageName() + ".").startsWith(ROOT + ".");
    }

    private static void report(JavaClass type, String where, Set<JavaClass> mentioned, ConditionEvents events) {
        for (var each : mentioned) {
            if (HIDDEN.stream().anyMatch(each.getBaseComponentType().getName()::startsWith)) {
                events.add(SimpleConditionEvent.violated(type, where + " mentions " + each.getName()));
            }
        }
    }
}
