package io.securechannel.examples.users;

import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.auth.store.User;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.PasswordOptions;
import io.securechannel.examples.console.Table;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds a user. */
@Command(
        name = "add",
        description = "Adds a user, whose password is asked for, or comes from a file or an environment variable.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  users add ada",
            "  users add ada --password-file ada.pw --attribute role=analyst",
            "  users add sensor-7 --no-password --store jdbc:h2:./users      (logs in by token or certificate)"
        })
final class AddCommand extends UserCommand {

    @Parameters(paramLabel = "NAME", description = "The new user.")
    private String name = "";

    @Mixin
    private PasswordOptions password = new PasswordOptions();

    @Mixin
    private IterationsOption iterations = new IterationsOption();

    @Option(names = "--no-password", description = "A user who logs in by token or certificate alone.")
    private boolean withoutPassword;

    @Option(
            names = "--attribute",
            paramLabel = "NAME=TEXT",
            description = "What the server's program learns of the user; nothing secret. May be repeated.")
    private Map<String, String> attributes = Map.of();

    AddCommand() {}

    @Override
    boolean mayMake() {
        return true;
    }

    @Override
    void run(UserStore users) throws Exception {
        iterations.check();
        var prepared = prepared(name);
        var nobody = new User(prepared, Optional.empty(), Optional.empty(), attributes, true, Instant.now(), 0);
        refuseTaken(users, prepared);
        if (withoutPassword) {
            users.users().add(nobody);
        } else {
            try (var secret = password.source().fresh(Table.visible(name));
                    var credential = iterations.derive(secret)) {
                warnIfShort(secret);
                users.users().add(nobody.withPassword(credential, Instant.now()));
            }
        }
        out().println(Table.visible(prepared) + ": added to " + users.name()
                + (withoutPassword ? ", without a password" : ""));
    }

    /** Before anybody types a password; the store itself refuses too. */
    private static void refuseTaken(UserStore users, String name) throws KeyMaterialException, IOException {
        var there = users.users().find(name);
        if (there.isPresent()) {
            there.get().password().ifPresent(ScramCredential::close);
            throw new IOException(name
                    + " is there already: \"users passwd\" changes the password, \"users remove\" removes the user");
        }
    }
}
