package io.securechannel.examples.snippets;

import io.securechannel.auth.SignUpPolicy;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.server.ChatServer;
import io.securechannel.examples.messenger.server.ChatServerConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The snippet about a chat server in a program of one's own. */
final class ChatServerSnippets {

    private ChatServerSnippets() {}

    static void embedded(Path directory, Consumer<String> screen) throws KeyMaterialException, IOException {
        // snippet: chat-server
        var config = ChatServerConfig.in(directory)
                .listen(new InetSocketAddress("localhost", 0))
                .names(List.of("chat.example"))
                .signUp(SignUpPolicy.BY_INVITATION)
                .notices(screen)
                .build();
        try (var server = ChatServer.start(config)) {
            screen.accept("connect to port " + server.port() + ", trust " + server.caCertificate());
        }
        // end
    }
}
