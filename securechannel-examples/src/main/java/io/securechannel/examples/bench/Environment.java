package io.securechannel.examples.bench;

import io.securechannel.SecureChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.conscrypt.Conscrypt;

/** Where it was measured: versions and the machine, but neither its name nor any path. */
final class Environment {

    private Environment() {}

    static Map<String, String> describe() {
        var about = new LinkedHashMap<String, String>();
        about.put("java", Runtime.version().toString());
        about.put("vm", System.getProperty("java.vm.name") + ", " + System.getProperty("java.vendor"));
        about.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        about.put("architecture", System.getProperty("os.arch"));
        about.put("cpu", cpu());
        about.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        about.put("heap", (Runtime.getRuntime().maxMemory() >> 20) + " MiB at most");
        about.put("conscrypt", conscrypt());
        about.put("bouncycastle", new BouncyCastleProvider().getVersionStr());
        about.put("netty", NettyPackaged.version());
        about.put("securechannel", securechannel());
        return about;
    }

    private static String conscrypt() {
        var version = Conscrypt.version();
        return version.major() + "." + version.minor() + "." + version.patch();
    }

    private static String securechannel() {
        return Objects.requireNonNullElse(SecureChannel.class.getPackage().getImplementationVersion(), "not packaged");
    }

    /** The model, where the system tells it. */
    private static String cpu() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("not known");
        } catch (IOException e) {
            return "not known";
        }
    }
}
