package io.securechannel.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The snippets about one-time codes do what the page around them says. */
@Timeout(60)
class CodeSnippetsTest {

    private final NoiseKeyPair ada = NoiseKeyPair.generate();
    private final NoiseKeyPair bob = NoiseKeyPair.generate();
    private final CompletableFuture<char[]> told = new CompletableFuture<>();

    @Test
    void keysAreExchangedAndAPortScanDoesNotMatter() throws Exception {
        try (var listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var invited = invite(listening);
            var typed = told.join();
            assertThat(new String(typed)).matches("\\d{3}-\\d{3}-\\d{3}");
            new Socket(listening.getInetAddress(), listening.getLocalPort()).close();
            assertThat(CodeSnippets.join("localhost", listening.getLocalPort(), typed, bob))
                    .isEqualTo(ada.publicKey());
            assertThat(invited.join()).isEqualTo(bob.publicKey());
        }
    }

    @Test
    void aWrongGuessEndsIt() throws Exception {
        try (var listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var invited = invite(listening);
            told.join();
            var refused = catchThrowableOfType(
                    SecureChannelException.class,
                    () -> CodeSnippets.join("localhost", listening.getLocalPort(), "guess7".toCharArray(), bob));
            assertThat(refused.reason()).isEqualTo(Reason.CODE_REFUSED);
            var error = catchThrowableOfType(CompletionException.class, invited::join);
            assertThat(error).hasRootCauseMessage("somebody has guessed, or mistyped the code: invite again");
        }
    }

    private CompletableFuture<NoisePublicKey> invite(ServerSocket listening) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return CodeSnippets.invite(listening, ada, shown -> told.complete(shown.copy()));
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
    }
}
