package io.securechannel.examples.users;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.NoPasswordArgument;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say where the users are. */
public final class UserStoreOptions {

    @Option(
            names = "--store",
            paramLabel = "FILE|jdbc:URL",
            defaultValue = "securechannel.users",
            description = "The users: a file, or a database, H2 or PostgreSQL (default: ${DEFAULT-VALUE}).")
    private String place = "securechannel.users";

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli puts its option beside the others
    private NoPasswordArgument noArgument = new NoPasswordArgument();

    /** For picocli. */
    public UserStoreOptions() {}

    /**
     * Opens the users.
     *
     * @param mayMake whether a file that is not there is made
     * @return to be closed by the caller
     * @throws KeyMaterialException if they cannot be had
     * @throws IOException if they cannot be reached
     */
    UserStore open(boolean mayMake) throws KeyMaterialException, IOException {
        return UserStore.open(place, database, mayMake);
    }
}
