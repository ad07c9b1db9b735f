package io.securechannel.examples.envelopes;

import io.securechannel.examples.console.Json;
import io.securechannel.examples.console.Members;
import io.securechannel.examples.keys.PublicKeyFile;
import io.securechannel.hybrid.EnvelopeInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells what an envelope shows to everybody. */
@Command(
        name = "envelope",
        description = {
            "Tells what an envelope shows to everybody who carries it: its id, for how many keys of which kinds it is, and, with"
                    + " --for, whether one of them is a certain one.",
            "Nothing of that is proved before the envelope is opened."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  envelope report.pdf.scev", "  envelope report.pdf.scev --for bob.pub --for-name me --json"})
public final class EnvelopeCommand extends EnvelopesCommand {

    @Parameters(paramLabel = "FILE", description = "The envelope, binary or armored; - is standard input.")
    private String file = "";

    @Option(
            names = "--for",
            paramLabel = "FILE",
            description = "Say whether it is for this public key; may be repeated.")
    private List<Path> recipients = List.of();

    @Option(
            names = "--for-name",
            paramLabel = "NAME",
            description = "The same for all versions of a key in the key store; may be repeated.")
    private List<String> names = List.of();

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    /** For picocli. */
    public EnvelopeCommand() {}

    @Override
    void check() throws IOException {
        new Source(file).check();
    }

    @Override
    void run(Keyring keys) throws Exception {
        EnvelopeInfo info;
        try (var in = new Source(file).openEnvelope()) {
            info = EnvelopeInfo.read(in);
        }
        var members = new LinkedHashMap<String, Object>();
        members.put("id", info.id().toString());
        members.put("keys", info.slots().size());
        members.put("kinds", info.slots().stream().distinct().sorted().toList());
        members.put("postQuantum", info.postQuantum());
        var asked = asked(info, keys);
        if (!asked.isEmpty()) {
            members.put("for", asked);
        }
        if (json) {
            out().println(Json.write(members));
        } else {
            Members.print(members, out());
        }
    }

    private List<Map<String, Object>> asked(EnvelopeInfo info, Keyring keys) throws Exception {
        var all = new ArrayList<Map<String, Object>>();
        for (var recipient : recipients) {
            all.add(answer(recipient.toString(), info.isFor(PublicKeyFile.recipient(recipient))));
        }
        for (var name : names) {
            all.add(answer(name, keys.envelopeKeys(name).stream().anyMatch(each -> info.isFor(each.publicKey()))));
        }
        return all;
    }

    private static Map<String, Object> answer(String key, boolean has) {
        var members = new LinkedHashMap<String, Object>();
        members.put("key", key);
        members.put("recipient", has);
        return members;
    }
}
