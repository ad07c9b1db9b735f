package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.examples.InProcess;
import io.securechannel.examples.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code chat-server --store} refuses at its start, in which words, and that no password is among them. */
@Tag("it")
@Timeout(120)
class StoreAtStartIT extends TwoServers {

    private static final String GUEST = "the guest's password";

    private String database;
    private InProcess line;

    @BeforeEach
    void connect() throws Exception {
        database = postgres.create();
        source = postgres.source(database);
        line = new InProcess(directory);
        Files.writeString(directory.resolve("db.pw"), Postgres.PASSWORD);
        Files.writeString(directory.resolve("guest.pw"), GUEST);
        Files.writeString(directory.resolve("wrong.pw"), "wr0ng");
    }

    private String refused(String url, String user, String passwordFile) throws Exception {
        var result = line.run("chat-server --data @data --port 0 --store " + url + " --db-user " + user
                + " --db-password-file @" + passwordFile);
        assertThat(result.code()).isEqualTo(1);
        var said = result.out() + result.err();
        assertThat(said).doesNotContain(Postgres.PASSWORD, GUEST, "wr0ng");
        return said;
    }

    @Test
    void aWrongAddressOrLoginIsNamedAndNothingIsMade() throws Exception {
        assertThat(refused(postgres.url("nowhere"), Postgres.USER, "db.pw"))
                .contains("/nowhere cannot be used", "3D000");
        assertThat(refused(postgres.url(database), Postgres.USER, "wrong.pw"))
                .contains(database + " cannot be used", "28P01", "--db-user");
        assertThat(refused(postgres.url(database), "nobody", "db.pw")).contains("28P01");
        assertThat(directory.resolve("data").resolve("chat.keys")).doesNotExist();
    }

    @Test
    void aUserWithoutTheRightToMakeTablesIsRefused() throws Exception {
        execute("CREATE ROLE guest LOGIN PASSWORD '" + GUEST.replace("'", "''") + "'");
        try {
            assertThat(refused(postgres.url(database), "guest", "guest.pw")).contains("42501", "rights of its user");
        } finally {
            execute("DROP OWNED BY guest; DROP ROLE guest");
        }
    }

    @Test
    void tablesThatItHasNotMadeAreLeftAlone() throws Exception {
        first = harness("first", UnaryOperator.identity());
        first.signUp(ada).close();
        first.close();
        execute("DELETE FROM chat_state WHERE name = 'schema'");
        assertThatThrownBy(() -> harness("first", UnaryOperator.identity()))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("has not made", "name an empty database");
    }

    private void execute(String sql) throws Exception {
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
