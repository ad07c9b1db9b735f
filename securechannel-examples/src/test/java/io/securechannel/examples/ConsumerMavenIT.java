package io.securechannel.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Maven project outside this build compiles and runs with the installed jars and what their poms say. */
class ConsumerMavenIT {

    private static final Path ROOT = Path.of(System.getProperty("securechannel.root"));
    private static final String VERSION = System.getProperty("securechannel.version");

    @TempDir
    private Path temporary;

    @Test
    void buildsAndRunsWithTheInstalledJars() throws Exception {
        var maven = maven();
        assumeTrue(maven != null, "Maven is neither in maven.home nor on the PATH");
        var local = temporary.resolve("repository");
        install(local, "securechannel-parent", ROOT, "pom");
        install(local, "securechannel-core", ROOT.resolve("securechannel-core"), "jar");
        install(local, "securechannel-pki", ROOT.resolve("securechannel-pki"), "jar");
        var project = copy(Path.of("src/consumer"), temporary.resolve("project"));

        var output = Processes.run(
                        project,
                        Map.of("JAVA_HOME", System.getProperty("java.home")),
                        300,
                        List.of(
                                maven.toString(),
                                "--batch-mode",
                                "--settings",
                                settings().toString(),
                                "-Dmaven.repo.local=" + local,
                                "-Dsecurechannel.version=" + VERSION,
                                "package"))
                .orThrow();
        assertThat(output).contains("BUILD SUCCESS");

        var path = project.resolve("target/classes") + File.pathSeparator + project.resolve("target/lib");
        var java = Jdk.found().get(0).tool("java");
        var said = Processes.run(
                project, Map.of(), 60, List.of(java, "--module-path", path, "-m", "consumer/consumer.Main"));
        assertThat(said.orThrow())
                .contains("consumer: Conscrypt is missing", "org.conscrypt:conscrypt-openjdk-uber", "consumer: done");
    }

    /** What {@code mvn install} does, without running it inside itself. */
    private static void install(Path repository, String artifact, Path module, String packaging) throws IOException {
        var directory = Files.createDirectories(
                repository.resolve("io/securechannel").resolve(artifact).resolve(VERSION));
        var name = artifact + "-" + VERSION;
        Files.copy(module.resolve("pom.xml"), directory.resolve(name + ".pom"));
        if (packaging.equals("jar")) {
            Files.copy(module.resolve("target").resolve(name + ".jar"), directory.resolve(name + ".jar"));
        }
    }

    /** Looks into the invoking build's repository first, so that next to nothing is downloaded again. */
    private Path settings() throws IOException {
        var repository = "<id>invoker</id><url>"
                + Path.of(System.getProperty("maven.repository")).toUri()
                + "</url><releases><updatePolicy>never</updatePolicy><checksumPolicy>ignore</checksumPolicy></releases>"
                + "<snapshots><enabled>false</enabled></snapshots>";
        var text = "<settings><profiles><profile><id>invoker</id>"
                + "<repositories><repository>" + repository + "</repository></repositories>"
                + "<pluginRepositories><pluginRepository>" + repository + "</pluginRepository></pluginRepositories>"
                + "</profile></profiles><activeProfiles><activeProfile>invoker</activeProfile></activeProfiles></settings>";
        return Files.writeString(temporary.resolve("settings.xml"), text);
    }

    private static Path maven() {
        var homes = Stream.of(System.getProperty("maven.home"), System.getenv("MAVEN_HOME"))
                .filter(Objects::nonNull)
                .map(home -> Path.of(home, "bin"));
        var path =
                Stream.of(System.getenv("PATH").split(File.pathSeparator, -1)).map(Path::of);
        return Stream.concat(homes, path)
                .map(directory -> directory.resolve("mvn"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (var file : files.toList()) {
                var target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        return to;
    }
}
