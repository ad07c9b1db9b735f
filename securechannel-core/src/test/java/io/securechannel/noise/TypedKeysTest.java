package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A missing or superfluous key does not compile: what should, does, and what should not, does not, for that reason. */
class TypedKeysTest {

    private static final List<String> ROWS = """
            IK | initiator | ownAndPeers(mine, yours) | true
            IK | initiator | own(mine)                | false
            IK | initiator | peers(yours)             | false
            IK | responder | own(mine)                | true
            IK | responder | ownAndPeers(mine, yours) | false
            NN | initiator | none()                   | true
            NN | initiator | own(mine)                | false
            NK | initiator | peers(yours)             | true
            NK | initiator | none()                   | false
            XX | responder | own(mine)                | true
            XX | responder | none()                   | false
            KK | responder | ownAndPeers(mine, yours) | true
            KK | responder | own(mine)                | false
            N  | initiator | peers(yours)             | true
            N  | initiator | ownAndPeers(mine, yours) | false
            """.lines().toList();

    @TempDir
    private static Path output;

    private static List<Diagnostic<? extends JavaFileObject>> troubles = List.of();

    /** A program that is in a file of its own. */
    private record Program(String name, String pattern, String role, String keys, boolean compiles) {

        static Program of(int number) {
            var cells = Stream.of(ROWS.get(number).split("\\|", -1))
                    .map(String::strip)
                    .toList();
            return new Program(
                    "Program" + number, cells.get(0), cells.get(1), cells.get(2), Boolean.parseBoolean(cells.get(3)));
        }

        URI uri() {
            return URI.create("string:///" + name + ".java");
        }

        JavaFileObject source() {
            var text = """
                    import io.securechannel.keys.*;
                    import io.securechannel.noise.*;
                    class %s {
                        Object begin(NoiseKeyPair mine, NoisePublicKey yours) {
                            return HandshakePatterns.%s.with(NoiseSuite.DEFAULT).%s(NoiseKeys.%s);
                        }
                    }
                    """.formatted(name, pattern, role, keys);
            return new SimpleJavaFileObject(uri(), JavaFileObject.Kind.SOURCE) {
                @Override
                public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                    return text;
                }
            };
        }

        @Override
        public String toString() {
            return pattern + "." + role + ": " + keys;
        }
    }

    static Stream<Program> programs() {
        return IntStream.range(0, ROWS.size()).mapToObj(Program::of);
    }

    /** One call of the compiler for all: to start it costs more than what it compiles. */
    @BeforeAll
    static void compile() {
        var compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        var heard = new DiagnosticCollector<JavaFileObject>();
        var options =
                List.of("-proc:none", "-d", output.toString(), "-classpath", System.getProperty("java.class.path"));
        compiler.getTask(
                        null,
                        null,
                        heard,
                        options,
                        null,
                        programs().map(Program::source).toList())
                .call();
        troubles = heard.getDiagnostics().stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void aMissingOrSuperfluousKeyDoesNotCompile(Program program) {
        assertThat(troubles).as("all of another place").allMatch(each -> each.getSource() != null);
        var its = troubles.stream()
                .filter(each -> each.getSource().toUri().equals(program.uri()))
                .map(each -> each.getMessage(null))
                .toList();
        if (program.compiles()) {
            assertThat(its).isEmpty();
        } else {
            assertThat(its).singleElement().asString().contains("incompatible types");
        }
    }
}
