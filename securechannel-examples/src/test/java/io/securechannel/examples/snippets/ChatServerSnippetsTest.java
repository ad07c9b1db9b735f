package io.securechannel.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatServerSnippetsTest {

    @Test
    void aServerStartsInAProgramOfItsOwn(@TempDir Path directory) throws Exception {
        var screen = new ArrayList<String>();
        ChatServerSnippets.embedded(directory, screen::add);
        assertThat(screen).hasSize(2).last().asString().matches("connect to port \\d+, trust .*chat-ca\\.crt");
    }
}
