package io.securechannel.examples;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.securechannel.pki.Pem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * A headless Chromium with a home and a profile of its own, whose store of trusted authorities (NSS, in the home) holds
 * what the test puts there.
 */
final class Chromium implements AutoCloseable {

    /** Where Debian's Chromium looks for what an administrator prescribes. */
    private static final Path POLICIES = Path.of("/etc/chromium");

    private final RunningProcess process;
    private final DevTools tools;

    private Chromium(RunningProcess process, DevTools tools) {
        this.process = process;
        this.tools = tools;
    }

    /** Skips the test, by name, where the machine lacks what this class needs. */
    static void require() {
        Processes.require("chromium");
        Processes.require("certutil");
    }

    /** Skips the test where the browser cannot be given policies without changing the machine's. */
    static void requirePolicies(Path directory) throws IOException, InterruptedException {
        boolean possible = Files.isDirectory(POLICIES)
                && Processes.run(directory, Map.of(), 20, command(mounting(directory), "true"))
                                .exitCode()
                        == 0;
        if (!possible) {
            System.out.println("SKIPPED: no mount namespace over " + POLICIES
                    + ", and so Chromium's checks of revocation lists are left out");
        }
        assumeTrue(possible, "no mount namespace: Chromium's checks of revocation lists are skipped");
    }

    /** Starts it with the settings that it comes with. */
    static Chromium start(Path directory, X509Certificate... roots) throws Exception {
        return start(directory, List.of(), roots);
    }

    /**
     * Starts it with the policy to fetch the CRL of each certificate below an authority of the store, and to refuse the
     * certificate if there is none. Only the machine's directory of policies can say so: a mount namespace hides it
     * behind one of the test.
     */
    static Chromium startCheckingRevocation(Path directory, X509Certificate... roots) throws Exception {
        var policies = Files.createDirectories(directory.resolve("chromium").resolve("policies/managed"));
        Files.writeString(
                policies.resolve("revocation.json"), "{\"RequireOnlineRevocationChecksForLocalAnchors\": true}");
        return start(directory, mounting(directory.resolve("chromium")), roots);
    }

    /**
     * Starts it with a client's certificate in its store and the policy to show it to one server without asking, as nobody
     * is there to choose.
     */
    static Chromium startWithClientCertificate(
            Path directory, ClientCertificate client, String url, X509Certificate... roots) throws Exception {
        var policies = Files.createDirectories(directory.resolve("chromium").resolve("policies/managed"));
        var select = DevTools.parameters("pattern", url);
        select.add("filter", new JsonObject());
        var choices = new JsonArray();
        choices.add(select.toString());
        var policy = new JsonObject();
        policy.add("AutoSelectCertificateForUrls", choices);
        Files.writeString(policies.resolve("client-certificate.json"), policy.toString());
        var home = home(directory, roots);
        run(
                home,
                List.of("pk12util"),
                "-d",
                "sql:" + home.resolve(".pki/nssdb"),
                "-i",
                client.bundle().toString(),
                "-W",
                client.password(),
                "-K",
                "");
        return launch(directory, mounting(directory.resolve("chromium")), home);
    }

    /**
     * A client's certificate.
     *
     * @param bundle a PKCS#12 file
     * @param password of the file
     */
    record ClientCertificate(Path bundle, String password) {}

    /** Opens a page in a tab of its own and waits until it, or the error in its place, has been loaded. */
    ShownPage visit(String url) throws Exception {
        var target =
                DevTools.text(tools.call("Target.createTarget", DevTools.parameters("url", "about:blank")), "targetId");
        var attach = DevTools.parameters("targetId", target);
        attach.addProperty("flatten", true);
        var session = DevTools.text(tools.call("Target.attachToTarget", attach), "sessionId");
        var enabled = new JsonObject();
        enabled.addProperty("enabled", true);
        tools.call("Page.enable", new JsonObject(), session);
        tools.call("Page.setLifecycleEventsEnabled", enabled, session);
        var navigation = tools.call("Page.navigate", DevTools.parameters("url", url), session);
        var loader = DevTools.text(navigation, "loaderId");
        tools.awaitEvent(
                "Page.lifecycleEvent",
                event -> DevTools.text(event, "loaderId").equals(loader)
                        && DevTools.text(event, "name").equals("load"));
        var shown = tools.call(
                "Runtime.evaluate", DevTools.parameters("expression", "document.documentElement.innerText"), session);
        var screenshot = tools.call("Page.captureScreenshot", DevTools.parameters("format", "png"), session);
        tools.call("Target.closeTarget", DevTools.parameters("targetId", target));
        var png = Base64.getDecoder().decode(DevTools.text(screenshot, "data"));
        return new ShownPage(
                DevTools.text(navigation, "errorText"),
                DevTools.text(shown.getAsJsonObject("result"), "value"),
                ImageIO.read(new ByteArrayInputStream(png)));
    }

    /** Asks it to end first, and waits for its children, which write to the profile until they end. */
    @Override
    public void close() {
        tools.close();
        try {
            process.stopWithChildren();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.close();
        }
    }

    private static Chromium start(Path directory, List<String> before, X509Certificate... roots) throws Exception {
        return launch(directory, before, home(directory, roots));
    }

    private static Path home(Path directory, X509Certificate... roots) throws Exception {
        var home = Files.createDirectories(directory.resolve("home"));
        trust(home, roots);
        return home;
    }

    private static Chromium launch(Path directory, List<String> before, Path home) throws Exception {
        var temporary = Files.createDirectories(directory.resolve("tmp"));
        var process = RunningProcess.start(
                directory,
                command(
                        before,
                        "env",
                        "HOME=" + home,
                        "TMPDIR=" + temporary,
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--no-first-run",
                        "--user-data-dir=" + directory.resolve("profile"),
                        "--remote-debugging-port=0",
                        "about:blank"));
        try {
            var address = process.awaitLine("DevTools listening on (ws://\\S+)").group(1);
            return new Chromium(process, DevTools.connect(address));
        } catch (Throwable e) {
            process.close();
            throw e;
        }
    }

    private static void trust(Path home, X509Certificate... roots) throws Exception {
        var database = Files.createDirectories(home.resolve(".pki/nssdb"));
        certutil(home, "-d", "sql:" + database, "-N", "--empty-password");
        for (int i = 0; i < roots.length; i++) {
            var file = home.resolve("root-" + i + ".crt");
            Pem.writeCertificate(roots[i], file);
            certutil(home, "-d", "sql:" + database, "-A", "-t", "C,,", "-n", "root " + i, "-i", file.toString());
        }
    }

    private static void certutil(Path directory, String... options) throws Exception {
        run(directory, List.of("certutil"), options);
    }

    private static void run(Path directory, List<String> program, String... options) throws Exception {
        Processes.run(directory, Map.of(), 30, command(program, options)).orThrow();
    }

    /** The beginning of a command that sees this directory in place of that of the policies. */
    private static List<String> mounting(Path directory) {
        // Whoever is not root becomes it in a user namespace of their own, to be allowed to mount.
        var namespaces = System.getProperty("user.name").equals("root")
                ? List.of("unshare", "--mount")
                : List.of("unshare", "--mount", "--map-root-user");
        var script = "mount --bind \"$0\" " + POLICIES + " && exec \"$@\"";
        return command(namespaces, "sh", "-c", script, directory.toString());
    }

    private static List<String> command(List<String> first, String... more) {
        var command = new ArrayList<>(first);
        command.addAll(List.of(more));
        return command;
    }
}
