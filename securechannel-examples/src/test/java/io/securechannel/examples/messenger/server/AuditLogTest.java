package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {

    private static final Instant TIME = Instant.parse("2031-05-01T12:00:00Z");

    @TempDir
    private Path directory;

    private final ArrayList<IOException> failures = new ArrayList<>();

    @Test
    void whatAStrangerSaysStaysWithinItsLine() throws Exception {
        try (var log = AuditLog.open(file(), 10_000, failures::add)) {
            log.write(TIME, "login failed", Map.of("user", "a\"}\n{\"event\": \"\u001b[2J\u202eforged"));
        }
        assertThat(Files.readString(file()))
                .isEqualTo("{ \"time\": \"2031-05-01T12:00:00Z\", \"event\": \"login failed\","
                        + " \"user\": \"a\\\"}\\u000a{\\\"event\\\": \\\"\\u001b[2J\\u202eforged\" }\n");
        assertThat(failures).isEmpty();
    }

    @Test
    void aLogThatHasGrownMakesRoom() throws Exception {
        try (var log = AuditLog.open(file(), 200, failures::add)) {
            for (int i = 0; i < 20; i++) {
                log.write(TIME, "event", Map.of("number", i));
            }
        }
        try (var log = AuditLog.open(file(), 200, failures::add)) {
            log.write(TIME, "event", Map.of("number", 20));
        }
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(5).allSatisfy(each -> {
                assertThat(Files.size(each)).isLessThanOrEqualTo(200);
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                        .isEqualTo("rw-------");
            });
        }
        assertThat(Files.readAllLines(file(), StandardCharsets.US_ASCII))
                .last()
                .asString()
                .contains("\"number\": 20");
        assertThat(Files.readString(directory.resolve("audit.log.4"))).contains("\"number\": ");
        assertThat(failures).isEmpty();
    }

    @Test
    void aLogThatCannotBeWrittenIsToldOnce() throws Exception {
        try (var log = AuditLog.open(file(), 200, failures::add)) {
            Files.createDirectory(directory.resolve("audit.log.1"));
            Files.createFile(directory.resolve("audit.log.1").resolve("in the way"));
            for (int i = 0; i < 20; i++) {
                log.write(TIME, "event", Map.of("number", i));
            }
        }
        assertThat(failures)
                .singleElement()
                .satisfies(e -> assertThat(e).hasMessageContaining("audit.log cannot be written"));
    }

    private Path file() {
        return directory.resolve("audit.log");
    }
}
