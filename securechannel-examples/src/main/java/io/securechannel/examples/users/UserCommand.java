package io.securechannel.examples.users;

import io.securechannel.auth.scram.SaslPrep;
import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.store.User;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.secret.Password;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that works on a server's users. What the library calls an illegal argument was a wrong option. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
abstract class UserCommand implements Callable<Integer> {

    private static final int TRIES = 20;
    private static final int SHORT = 8;

    @Mixin
    private UserStoreOptions store = new UserStoreOptions();

    @Spec
    private @Nullable CommandSpec spec;

    UserCommand() {}

    @Override
    public final Integer call() throws Exception {
        check();
        try (var users = store.open(mayMake())) {
            run(users);
            return 0;
        } catch (IllegalArgumentException e) {
            throw usage(Objects.requireNonNullElse(e.getMessage(), e.toString()));
        }
    }

    /** Refuses options that do not belong together, before anything is opened. */
    void check() {}

    /** {@return whether a file that is not there is made} */
    boolean mayMake() {
        return false;
    }

    /**
     * Does the work.
     *
     * @param users is closed afterwards
     * @throws Exception that says what failed
     */
    abstract void run(UserStore users) throws Exception;

    final PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    final ParameterException usage(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }

    /** Where the verifier is stolen, short passwords are found first. */
    final void warnIfShort(Password password) {
        char[] characters = password.copy();
        Arrays.fill(characters, '\0');
        if (characters.length < SHORT) {
            Objects.requireNonNull(spec)
                    .commandLine()
                    .getErr()
                    .println("securechannel: warning: a password of fewer than " + SHORT
                            + " characters is soon guessed by whoever gets a copy of the store");
        }
    }

    /** {@return the name as logins will spell it} */
    static String prepared(String name) throws KeyMaterialException {
        return SaslPrep.stored(name);
    }

    /** {@return a user who is there; whoever asks closes the credential} */
    static User existing(UserStore users, String name) throws KeyMaterialException, IOException {
        return users.users().find(prepared(name)).orElseThrow(() -> noSuchUser(users));
    }

    static IOException noSuchUser(UserStore users) {
        return new IOException("there is no user of that name in " + users.name() + ": \"users list\" shows all");
    }

    /** Changes a user, and begins again if a server has changed the user meanwhile. */
    static void change(UserStore users, String name, UnaryOperator<User> how) throws KeyMaterialException, IOException {
        CredentialStore store = users.users();
        for (int tried = 0; tried < TRIES; tried++) {
            var user = existing(users, name);
            try {
                if (store.update(how.apply(user))) {
                    return;
                }
            } finally {
                user.password().ifPresent(ScramCredential::close);
            }
        }
        throw new IOException("others are changing this user all the time; nothing has been done");
    }
}
