package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a server says that the way to its database is open to others. */
class SharedDatabaseTest {

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://localhost/chat, true",
        "jdbc:postgresql://localhost:5432/chat?ssl=false, true",
        "jdbc:postgresql://127.0.0.1:5432/chat, true",
        "jdbc:postgresql://[::1]/chat, true",
        "jdbc:postgresql:chat, true",
        "jdbc:postgresql://db.example/chat?sslmode=verify-full, true",
        "jdbc:postgresql://db.example/chat?sslmode=verify-full&user=chat, true",
        "jdbc:postgresql://db.example/chat, false",
        "jdbc:postgresql://db.example/chat?sslmode=require, false",
        "jdbc:postgresql://localhost.example/chat, false",
        "'jdbc:postgresql://localhost,db.example/chat', false",
        "jdbc:postgresql://127.0.0.1.example/chat, false",
    })
    void theWayToAnotherMachineHasToBeVerified(String address, boolean isSafe) {
        assertThat(SharedDatabase.isSafe(address)).isEqualTo(isSafe);
    }
}
