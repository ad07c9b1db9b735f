package io.securechannel.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.peer.Trust;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The library as a program sees it that has none of the optional jars. */
@Tag("verify")
@Timeout(20)
class MissingProviderTest {

    private static final Pattern OPTIONAL = Pattern.compile("(conscrypt|bctls).*\\.jar");

    @Test
    void theJdksProviderNeedsNoJar() throws Exception {
        try (var loader = withoutOptionalJars()) {
            assertThat(provider(loader, "JDK").getClass().getClassLoader()).isSameAs(loader);
            assertThat(ask(provider(loader, "JDK"), "available")).isEqualTo(true);
            assertThat(build(loader, "JDK").getClass().getSimpleName()).isEqualTo("Client");
        }
    }

    @ParameterizedTest
    @CsvSource({"CONSCRYPT, org.conscrypt:conscrypt-openjdk-uber", "BOUNCY_CASTLE, org.bouncycastle:bctls-jdk18on"})
    void aProviderWithoutItsJarIsNotAvailableAndTheErrorNamesIt(String name, String coordinates) throws Exception {
        try (var loader = withoutOptionalJars()) {
            assertThat(ask(provider(loader, name), "available")).isEqualTo(false);
            assertThat(ask(provider(loader, name), "postQuantum")).isEqualTo(false);
            assertThat(ask(provider(loader, name), "exporter")).isEqualTo(false);
            assertThatThrownBy(() -> build(loader, name))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll(name, coordinates, "--add-modules");
        }
    }

    private static URLClassLoader withoutOptionalJars() {
        var path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(each -> !OPTIONAL.matcher(each.getFileName().toString()).matches())
                .map(MissingProviderTest::url)
                .toArray(URL[]::new);
        return new URLClassLoader(path, ClassLoader.getPlatformClassLoader());
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Object provider(ClassLoader loader, String name) throws Exception {
        return loader.loadClass(TlsProvider.class.getName())
                .getMethod("valueOf", String.class)
                .invoke(null, name);
    }

    private static Object ask(Object provider, String question) throws Exception {
        return provider.getClass().getMethod(question).invoke(provider);
    }

    /** A client's factory in the other loader's classes: clientBuilder(Trust.systemAuthorities()).provider(…).build(). */
    private static Object build(ClassLoader loader, String name) throws Exception {
        var trust = loader.loadClass(Trust.class.getName());
        var provider = provider(loader, name);
        var builder = loader.loadClass(TlsContextFactory.class.getName())
                .getMethod("clientBuilder", trust)
                .invoke(null, trust.getMethod("system").invoke(null));
        builder.getClass().getMethod("provider", provider.getClass()).invoke(builder, provider);
        try {
            return builder.getClass().getMethod("build").invoke(builder);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
