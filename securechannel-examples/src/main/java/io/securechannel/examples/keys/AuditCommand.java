package io.securechannel.examples.keys;

import io.securechannel.examples.console.Json;
import io.securechannel.examples.console.Table;
import io.securechannel.examples.console.Words;
import io.securechannel.keys.AuditFinding;
import io.securechannel.keys.AuditFinding.Problem;
import io.securechannel.keys.KeyStoreManager;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what somebody should look at. */
@Command(
        name = "audit",
        description = {
            "Says what somebody should look at: certificates that have expired or soon will, weak keys, a password that is"
                    + " guessed too fast, old versions.",
            "It ends with 1 if something is wrong: expired, not yet valid, weak or a cheap password. What expires soon and old"
                    + " versions are advice, which counts with --strict."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keys audit",
            "  keys audit --strict --json --password-file /run/secrets/chat > audit.json || mail ..."
        })
final class AuditCommand extends StoreCommand {

    private static final int SOMETHING_WRONG = 1;

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Option(names = "--strict", description = "Advice counts as wrong.")
    private boolean strict;

    AuditCommand() {}

    @Override
    protected int run(KeyStoreManager keys) throws Exception {
        var findings = keys.audit();
        if (json) {
            out().println(Json.write(
                    findings.stream().map(AuditCommand::members).toList()));
        } else if (findings.isEmpty()) {
            out().println("nothing to look at");
        } else {
            var table = new Table("PROBLEM", "NAME", "WHAT TO DO");
            findings.forEach(each -> table.row(
                    Words.of(each.problem()), each.name().isEmpty() ? "(the file)" : each.name(), each.message()));
            table.print(out());
        }
        return findings.stream().anyMatch(each -> strict || wrong(each.problem())) ? SOMETHING_WRONG : DONE;
    }

    private static boolean wrong(Problem problem) {
        return switch (problem) {
            case EXPIRING, OLD_VERSIONS -> false;
            case EXPIRED, NOT_YET_VALID, WEAK, CHEAP_PASSWORD -> true;
        };
    }

    private static Map<String, Object> members(AuditFinding finding) {
        var members = new LinkedHashMap<String, Object>();
        members.put("problem", Words.of(finding.problem()));
        members.put("name", finding.name());
        members.put("message", finding.message());
        members.put("wrong", wrong(finding.problem()));
        return members;
    }
}
