package io.securechannel.examples.messenger.server;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.users.DatabaseOptions;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options that say where users and mail are, if not in the server's directory. */
final class StoreOption {

    @Option(
            names = "--store",
            paramLabel = "jdbc:URL",
            description = "Users and messages are in a PostgreSQL, which several servers may share:"
                    + " jdbc:postgresql://HOST/DATABASE. Without it, in a file in the directory.")
    private @Nullable String address;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    StoreOption() {}

    /** {@return gives connections; empty where a file is meant} */
    Optional<DataSource> source() throws KeyMaterialException, IOException {
        if (address == null) {
            if (database.given()) {
                throw usage("--db-user and --db-password-file are for --store jdbc:…");
            }
            return Optional.empty();
        }
        try {
            return Optional.of(database.postgres(address));
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }

    /** {@return what to call it in messages} */
    String name() {
        return DatabaseOptions.shown(String.valueOf(address));
    }
}
