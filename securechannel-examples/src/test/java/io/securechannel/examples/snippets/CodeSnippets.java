package io.securechannel.examples.snippets;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.noise.OneTimeCode;
import io.securechannel.secret.Password;
import java.net.ServerSocket;
import java.util.function.Consumer;

/** The snippets about one-time codes. */
final class CodeSnippets {

    private CodeSnippets() {}

    // snippet: code-invite
    static NoisePublicKey invite(ServerSocket listening, NoiseKeyPair own, Consumer<Password> show) throws Exception {
        try (var code = OneTimeCode.random();
                var shown = code.code()) {
            show.accept(shown); // as 123-456-789, to be read out
            var config = ServerConfig.noise(code).build();
            while (!code.used()) {
                try (var channel = SecureChannel.accept(listening.accept(), config)) {
                    channel.send(own.publicKey().bytes());
                    return NoisePublicKey.of(channel.receive().orElseThrow());
                } catch (SecureChannelException e) {
                    System.out.println(e.getMessage()); // a wrong guess, which ends this, or no guess at all
                }
            }
            throw new IllegalStateException("somebody has guessed, or mistyped the code: invite again");
        }
    }
    // end

    // snippet: code-join
    static NoisePublicKey join(String host, int port, char[] typed, NoiseKeyPair own) throws Exception {
        try (var code = OneTimeCode.of(typed);
                var channel = SecureChannel.connect(
                        host, port, ClientConfig.noise(code).build())) {
            channel.send(own.publicKey().bytes());
            return NoisePublicKey.of(channel.receive().orElseThrow());
        }
    }
    // end
}
