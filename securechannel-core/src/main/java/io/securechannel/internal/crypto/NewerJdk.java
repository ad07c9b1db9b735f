package io.securechannel.internal.crypto;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLParameters;

/**
 * What JDKs after 17 add, reached by method handles because the library is compiled for 17. The only class that does
 * so.
 */
public final class NewerJdk {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.publicLookup();

    /** {@code SSLParameters.setNamedGroups}, since 20. */
    private static final Optional<MethodHandle> SET_NAMED_GROUPS =
            find(SSLParameters.class, "setNamedGroups", MethodType.methodType(void.class, String[].class));

    /** {@code SSLParameters.getNamedGroups}, since 20. */
    private static final Optional<MethodHandle> GET_NAMED_GROUPS =
            find(SSLParameters.class, "getNamedGroups", MethodType.methodType(String[].class));

    /** {@code ExtendedSSLSession.exportKeyingMaterialData}, since 25. */
    private static final Optional<MethodHandle> EXPORT_KEYING_MATERIAL = find(
            ExtendedSSLSession.class,
            "exportKeyingMaterialData",
            MethodType.methodType(byte[].class, String.class, byte[].class, int.class));

    private NewerJdk() {}

    /** {@return whether TLS groups can be chosen for each connection} */
    public static boolean canSetNamedGroups() {
        return SET_NAMED_GROUPS.isPresent();
    }

    /**
     * @param parameters takes the groups
     * @param groups their names, most wanted first
     * @throws UnsupportedOperationException where {@link #canSetNamedGroups()} is false
     */
    public static void setNamedGroups(SSLParameters parameters, String... groups) {
        try {
            SET_NAMED_GROUPS
                    .orElseThrow(
                            () -> new UnsupportedOperationException("this JDK has no SSLParameters.setNamedGroups"))
                    .invoke(parameters, groups);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /**
     * {@return the groups in there; none before 20, or where they are left to the provider}
     *
     * @param parameters of an engine or a context
     */
    public static List<String> namedGroups(SSLParameters parameters) {
        try {
            var groups = GET_NAMED_GROUPS.isPresent()
                    ? (String[]) GET_NAMED_GROUPS.get().invoke(parameters)
                    : null;
            return groups == null ? List.of() : List.of(groups);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** {@return whether the JDK's TLS sessions have an exporter (RFC 8446, section 7.5)} */
    public static boolean canExportKeyingMaterial() {
        return EXPORT_KEYING_MATERIAL.isPresent();
    }

    /**
     * @param session an established session of the JDK's provider
     * @param label the exporter's label
     * @param context the exporter's context
     * @param length how many bytes
     * @return the exported bytes
     * @throws UnsupportedOperationException where {@link #canExportKeyingMaterial()} is false
     */
    public static byte[] exportKeyingMaterial(ExtendedSSLSession session, String label, byte[] context, int length) {
        try {
            return (byte[]) EXPORT_KEYING_MATERIAL
                    .orElseThrow(() -> new UnsupportedOperationException("this JDK has no TLS exporter"))
                    .invoke(session, label, context, length);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /**
     * {@return a factory of virtual threads (JEP 444, since 21), or nothing where the JDK has none}
     *
     * @param namePrefix the threads' names begin with it, and a number follows
     */
    public static Optional<ThreadFactory> virtualThreads(String namePrefix) {
        try {
            var ofVirtual = Thread.class.getMethod("ofVirtual").invoke(null);
            var builder = Class.forName("java.lang.Thread$Builder$OfVirtual");
            var named = builder.getMethod("name", String.class, long.class).invoke(ofVirtual, namePrefix, 0L);
            return Optional.of((ThreadFactory) builder.getMethod("factory").invoke(named));
        } catch (ReflectiveOperationException | UnsupportedOperationException e) {
            return Optional.empty(); // 17, or 19 and 20 where it is a preview
        }
    }

    private static Optional<MethodHandle> find(Class<?> owner, String name, MethodType type) {
        try {
            return Optional.of(LOOKUP.findVirtual(owner, name, type));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return Optional.empty();
        }
    }

    private static RuntimeException unchecked(Throwable thrown) {
        if (thrown instanceof RuntimeException unchecked) {
            return unchecked;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        return new UnsupportedOperationException(thrown.getMessage(), thrown);
    }
}
