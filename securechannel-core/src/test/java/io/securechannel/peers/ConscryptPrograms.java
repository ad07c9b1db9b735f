package io.securechannel.peers;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.conscrypt.Conscrypt;

/** Starts the programs on plain Conscrypt, in JVMs of their own. */
final class ConscryptPrograms {

    private ConscryptPrograms() {}

    static String[] command(Class<?> main) {
        var java = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
        var command = new ArrayList<>(List.of(java, "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED"); // it would warn
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        return command.toArray(String[]::new);
    }

    static String version() {
        var version = Conscrypt.version();
        return version.major() + "." + version.minor() + "." + version.patch();
    }
}
