package io.securechannel.testkit;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The public API of a module as text, so that a change of it shows as a change of a checked-in file. Read by reflection
 * from the packages that {@code module-info.class} exports to everyone; sorted, and alike on every JDK.
 */
public final class ApiDump {

    private static final String UPDATE = "api.update";

    private ApiDump() {}

    /**
     * Compares the module's API with its checked-in dump, or writes the dump where the system property
     * {@code api.update} is {@code true}.
     *
     * @param classes the directory with the module's classes
     * @param dump the checked-in file
     * @throws AssertionError where they differ; the message shows the lines and says how to update
     */
    public static void verify(Path classes, Path dump) {
        try {
            var now = of(classes);
            if (Boolean.getBoolean(UPDATE)) {
                Files.createDirectories(dump.toAbsolutePath().getParent());
                Files.writeString(dump, String.join("\n", now) + "\n");
                return;
            }
            var before = Files.exists(dump) ? Files.readAllLines(dump) : List.<String>of();
            if (!before.equals(now)) {
                throw new AssertionError(difference(dump, before, now));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Lists the API.
     *
     * @param classes the directory with the module's classes
     * @return the lines of the dump
     * @throws IOException if the directory cannot be read
     */
    public static List<String> of(Path classes) throws IOException {
        var lines = new ArrayList<String>();
        for (var type : exportedTypes(classes)) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.addAll(of(type));
        }
        return lines;
    }

    /**
     * Lists one type.
     *
     * @param type the type
     * @return its lines of the dump
     */
    public static List<String> of(Class<?> type) {
        var lines = new ArrayList<String>();
        lines.add(header(type) + " {");
        members(type).forEach(member -> lines.add("    " + member));
        lines.add("}");
        return lines;
    }

    private static String difference(Path dump, List<String> before, List<String> now) {
        var text = new StringBuilder("The public API is not the one in " + dump + ":\n");
        append(text, "  - ", before, now);
        append(text, "  + ", now, before);
        return text + "If this is meant, update the dump with\n"
                + "    mvn test -Dapi.update=true -Dtest=PublicApiTest -Dsurefire.failIfNoSpecifiedTests=false\n"
                + "and commit it with the change.";
    }

    private static void append(StringBuilder text, String sign, List<String> lines, List<String> others) {
        var type = "";
        for (var line : lines) {
            if (line.endsWith("{")) {
                type = line;
            } else if (line.startsWith(" ") && !others.contains(type)) {
                text.append(sign).append(line).append('\n');
                continue;
            }
            if (!others.contains(line)
                    || (line.startsWith(" ") && !body(others, type).contains(line))) {
                text.append(sign).append(line.startsWith(" ") ? type + " …" + line : line);
                text.append('\n');
            }
        }
    }

    private static List<String> body(List<String> lines, String type) {
        int start = lines.indexOf(type);
        return lines.subList(start, start + lines.subList(start, lines.size()).indexOf("}"));
    }

    private static List<Class<?>> exportedTypes(Path classes) throws IOException {
        var types = new ArrayList<Class<?>>();
        for (var exported : exportedPackages(classes)) {
            try (Stream<Path> files = Files.list(classes.resolve(exported.replace('.', '/')))) {
                files.map(file -> String.valueOf(file.getFileName()))
                        .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
                        .map(name -> load(exported + "." + name.substring(0, name.length() - ".class".length())))
                        .filter(ApiDump::isPublished)
                        .sorted((a, b) -> a.getName().compareTo(b.getName()))
                        .forEach(types::add);
            }
        }
        return types;
    }

    private static SortedSet<String> exportedPackages(Path classes) throws IOException {
        try (var in = Files.newInputStream(classes.resolve("module-info.class"))) {
            var packages = new TreeSet<String>();
            for (var export : ModuleDescriptor.read(in).exports()) {
                if (!export.isQualified()) {
                    packages.add(export.source());
                }
            }
            return packages;
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ApiDump.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("not on the class path: " + name, e);
        }
    }

    /** Public, or protected within a type that can be extended, and so all the way out. */
    private static boolean isPublished(Class<?> type) {
        if (type.isAnonymousClass() || type.isLocalClass() || type.isSynthetic()) {
            return false;
        }
        var outer = type.getEnclosingClass();
        return isVisible(type.getModifiers()) && (outer == null || isPublished(outer));
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String header(Class<?> type) {
        var text = new StringBuilder();
        if (type.isAnnotationPresent(Deprecated.class)) {
            text.append("@Deprecated ");
        }
        text.append(modifiers(type)).append(kind(type)).append(' ').append(name(type));
        text.append(typeParameters(type.getTypeParameters()));
        if (type.isRecord()) {
            text.append(Arrays.stream(type.getRecordComponents())
                    .map(component -> render(component.getAnnotatedType()) + " " + component.getName())
                    .collect(joining(", ", "(", ")")));
        }
        var parent = type.getSuperclass();
        if (parent != null && parent != Object.class && !type.isEnum() && !type.isRecord()) {
            text.append(" extends ");
            text.append(isPublished(parent) ? render(type.getAnnotatedSuperclass()) : "(not public)");
        }
        var interfaces = Arrays.stream(type.getAnnotatedInterfaces())
                .filter(each -> !type.isAnnotation())
                .map(ApiDump::render)
                .sorted()
                .toList();
        if (!interfaces.isEmpty()) {
            text.append(type.isInterface() ? " extends " : " implements ").append(String.join(", ", interfaces));
        }
        // An enum with constant bodies is sealed by javac; nobody else could extend it anyway.
        if (type.isSealed() && !type.isEnum()) {
            text.append(Arrays.stream(type.getPermittedSubclasses())
                    .map(each -> isPublished(each) ? name(each) : "(not public)")
                    .distinct()
                    .sorted()
                    .collect(joining(", ", " permits ", "")));
        }
        return text.toString();
    }

    private static String modifiers(Class<?> type) {
        int modifiers = type.getModifiers() & ~Modifier.INTERFACE & ~Modifier.STRICT;
        if (type.isInterface() || type.isEnum()) {
            modifiers &= ~Modifier.ABSTRACT;
        }
        if (type.isEnum() || type.isRecord()) {
            modifiers &= ~Modifier.FINAL;
        }
        if (type.isInterface() || type.isEnum() || type.isRecord()) {
            modifiers &= ~Modifier.STATIC;
        }
        var text = Modifier.toString(modifiers) + " ";
        return type.isSealed() && !type.isEnum() ? text + "sealed " : text;
    }

    private static String kind(Class<?> type) {
        if (type.isAnnotation()) {
            return "@interface";
        }
        if (type.isInterface()) {
            return "interface";
        }
        if (type.isEnum()) {
            return "enum";
        }
        return type.isRecord() ? "record" : "class";
    }

    private static SortedSet<String> members(Class<?> type) {
        var members = new TreeSet<String>();
        Predicate<Member> visible = member -> isVisible(member.getModifiers()) && !member.isSynthetic();
        for (var constructor : type.getDeclaredConstructors()) {
            if (visible.test(constructor)) {
                members.add(constructor(constructor));
            }
        }
        // A hidden superclass publishes its public members through its public subclasses.
        for (Class<?> owner = type; owner != null; owner = hiddenParent(owner)) {
            for (var field : owner.getDeclaredFields()) {
                if (visible.test(field)) {
                    members.add(field(field));
                }
            }
            for (var method : owner.getDeclaredMethods()) {
                if (visible.test(method) && !isGenerated(type, method)) {
                    members.add(method(method));
                }
            }
        }
        return members;
    }

    private static @Nullable Class<?> hiddenParent(Class<?> type) {
        var parent = type.getSuperclass();
        return parent == null || isVisible(parent.getModifiers()) ? null : parent;
    }

    /** Every enum has these two. */
    private static boolean isGenerated(Class<?> type, Method method) {
        return type.isEnum()
                && ((method.getName().equals("values") && method.getParameterCount() == 0)
                        || (method.getName().equals("valueOf") && method.getParameterCount() == 1));
    }

    private static String constructor(Constructor<?> constructor) {
        return prefix(constructor, constructor.getModifiers() & Modifier.constructorModifiers())
                + typeParametersThenSpace(constructor)
                + constructor.getDeclaringClass().getSimpleName()
                + signature(constructor);
    }

    private static String field(Field field) {
        if (field.isEnumConstant()) {
            return (field.isAnnotationPresent(Deprecated.class) ? "@Deprecated " : "") + "constant " + field.getName();
        }
        int modifiers = field.getModifiers() & ~Modifier.TRANSIENT & ~Modifier.VOLATILE;
        return prefix(field, modifiers) + render(field.getAnnotatedType()) + " " + field.getName();
    }

    private static String method(Method method) {
        // VARARGS shares its bit with TRANSIENT, so the mask; how it is implemented is not API.
        int modifiers = method.getModifiers() & Modifier.methodModifiers() & ~Modifier.SYNCHRONIZED & ~Modifier.NATIVE;
        var fallback = method.getDefaultValue() == null ? "" : " default";
        return prefix(method, modifiers & ~Modifier.STRICT)
                + (method.isDefault() ? "default " : "")
                + typeParametersThenSpace(method)
                + render(method.getAnnotatedReturnType())
                + " "
                + method.getName()
                + signature(method)
                + fallback;
    }

    private static String prefix(java.lang.reflect.AnnotatedElement member, int modifiers) {
        return (member.isAnnotationPresent(Deprecated.class) ? "@Deprecated " : "") + Modifier.toString(modifiers)
                + " ";
    }

    private static String signature(Executable executable) {
        var parameters = Arrays.stream(executable.getAnnotatedParameterTypes())
                .map(ApiDump::render)
                .toList();
        var text = String.join(", ", parameters);
        if (executable.isVarArgs()) {
            text = text.substring(0, text.length() - "[]".length()) + "...";
        }
        var thrown = Arrays.stream(executable.getAnnotatedExceptionTypes())
                .map(ApiDump::render)
                .sorted()
                .collect(joining(", "));
        return "(" + text + ")" + (thrown.isEmpty() ? "" : " throws " + thrown);
    }

    private static String typeParametersThenSpace(Executable executable) {
        var text = typeParameters(executable.getTypeParameters());
        return text.isEmpty() ? "" : text + " ";
    }

    private static String typeParameters(TypeVariable<?>[] variables) {
        if (variables.length == 0) {
            return "";
        }
        return Arrays.stream(variables)
                .map(variable -> variable.getName() + bounds(" extends ", variable.getAnnotatedBounds()))
                .collect(joining(", ", "<", ">"));
    }

    private static String bounds(String keyword, AnnotatedType[] bounds) {
        var text = Arrays.stream(bounds).map(ApiDump::render).collect(joining(" & "));
        return text.isEmpty() || text.equals("Object") ? "" : keyword + text;
    }

    /** Spelled out here, because the toString of AnnotatedType differs between JDKs. */
    private static String render(AnnotatedType type) {
        if (type instanceof AnnotatedArrayType) {
            return array(type);
        }
        var nullness = isNullable(type) ? "@Nullable " : "";
        if (type instanceof AnnotatedWildcardType wildcard) {
            return "?"
                    + bounds(" super ", wildcard.getAnnotatedLowerBounds())
                    + (wildcard.getAnnotatedLowerBounds().length > 0
                            ? ""
                            : bounds(" extends ", wildcard.getAnnotatedUpperBounds()));
        }
        if (type instanceof AnnotatedParameterizedType parameterized) {
            var arguments = Arrays.stream(parameterized.getAnnotatedActualTypeArguments())
                    .map(ApiDump::render)
                    .collect(joining(", ", "<", ">"));
            return nullness + name(((ParameterizedType) type.getType()).getRawType()) + arguments;
        }
        return nullness + name(type.getType());
    }

    /** As Java writes it: the element first, then the brackets from the outermost array inwards. */
    private static String array(AnnotatedType type) {
        var brackets = new StringBuilder();
        var element = type;
        while (element instanceof AnnotatedArrayType array) {
            brackets.append(isNullable(element) ? " @Nullable []" : "[]");
            element = array.getAnnotatedGenericComponentType();
        }
        return render(element) + brackets;
    }

    private static boolean isNullable(AnnotatedType type) {
        return Arrays.stream(type.getAnnotations())
                .anyMatch(each -> each.annotationType().getSimpleName().equals("Nullable"));
    }

    private static String name(Type type) {
        if (type instanceof Class<?> known) {
            var name = String.valueOf(known.getCanonicalName());
            return known.getPackageName().equals("java.lang")
                    ? name.substring(name.startsWith("java.lang.") ? 10 : 0)
                    : name;
        }
        return type.getTypeName();
    }
}
