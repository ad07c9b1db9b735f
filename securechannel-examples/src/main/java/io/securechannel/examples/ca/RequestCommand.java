package io.securechannel.examples.ca;

import io.securechannel.examples.console.NoPasswordArgument;
import io.securechannel.examples.console.OwnerOnlyFile;
import io.securechannel.examples.console.Words;
import io.securechannel.pki.CertificateRequest;
import io.securechannel.pki.KeyType;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a key and asks an authority for its certificate. */
@Command(
        name = "request",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes a new key and a request for its certificate (PKCS#10), which any authority can sign. It needs no key store:"
                    + " the key stays where it is made.",
            "The key's file is not encrypted, and its owner alone may read it; \"keys import\" puts it and the certificate into"
                    + " a key store."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  On the server:",
            "    ca request --server chat.example --out server.csr --key server.key",
            "  At the authority:",
            "    ca sign server.csr --server --grant chat.example --out server.crt",
            "  On the server again:",
            "    keys import server server.crt server.key"
        })
final class RequestCommand implements Callable<Integer> {

    @ArgGroup(exclusive = false, multiplicity = "1")
    private Profiles profiles = new Profiles();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where the request goes.")
    private Path request = Path.of("");

    @Option(names = "--key", paramLabel = "FILE", required = true, description = "Where the private key goes.")
    private Path key = Path.of("");

    @Option(
            names = "--key-type",
            paramLabel = "TYPE",
            defaultValue = "ec-p256",
            description = "ec-p256 (default), ec-p384, ed25519, rsa-2048, rsa-3072 or rsa-4096.")
    private String keyType = "ec-p256";

    @Option(names = "--force", description = "Replace files that are there.")
    private boolean force;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli puts its option beside the others
    private NoPasswordArgument noArgument = new NoPasswordArgument();

    @Spec
    private @Nullable CommandSpec spec;

    RequestCommand() {}

    @Override
    public Integer call() throws Exception {
        var commandLine = Objects.requireNonNull(spec).commandLine();
        OwnerOnlyFile.refuseToReplace(request, force);
        OwnerOnlyFile.refuseToReplace(key, force);
        try {
            var pending = CertificateRequest.make(
                    profiles.profile().withKeyType(Words.find("--key-type", KeyType.values(), keyType)));
            pending.writeKey(key);
            pending.request().writePem(request);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(commandLine, String.valueOf(e.getMessage()), e);
        }
        commandLine
                .getOut()
                .println("wrote " + request + " for the authority, and " + key + " (NOT encrypted), which stays");
        return 0;
    }
}
