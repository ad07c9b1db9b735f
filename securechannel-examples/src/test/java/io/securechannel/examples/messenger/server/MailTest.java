package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over an H2 file. */
class MailTest extends MailContract {

    @Override
    ServerHarness start() throws Exception {
        return ServerHarness.in(directory);
    }

    /** What is in the file at that moment is what a killed server leaves. */
    @Test
    void whatWasAcceptedIsInTheFile(@TempDir Path copy) throws Exception {
        try (var harness = ServerHarness.in(directory)) {
            harness.signUp(bob).close();
            var fromAda = harness.signUp(ada);
            for (int i = 1; i <= 5; i++) {
                fromAda.sendAccepted(ada.mail(bob.id(), i));
            }
            for (var name : new String[] {"chat.mv.db", "chat.keys", "chat.password"}) {
                Files.copy(harness.file(name), copy.resolve(name));
            }
        }
        try (var harness = ServerHarness.in(copy)) {
            assertThat(harness.enter(bob).deliveries(5))
                    .extracting(each -> each.mail().sequence())
                    .containsExactly(1L, 2L, 3L, 4L, 5L);
            assertThat(harness.enter(ada).sendRejected(ada.mail(bob.id(), 7)).expected())
                    .isEqualTo(6);
        }
    }
}
