package io.securechannel.examples.messenger.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** No line ends the chat. */
class CommandParserPropertiesTest {

    @Property(tries = 300)
    void anyLineIsACommandOrTheDefinedError(@ForAll("lines") String line) {
        try {
            var command = CommandParser.parse(line);
            if (command instanceof Command.Say say) {
                assertThat(say.text()).isNotEmpty();
            }
        } catch (CommandException e) {
            assertThat(e.getMessage()).isNotEmpty().hasSizeLessThan(300);
            assertThat(e.getMessage()).isEqualTo(Harmless.text(e.getMessage()));
        }
    }

    /** Hostile characters, and commands with hostile arguments. */
    @Provide
    Arbitrary<String> lines() {
        var hostile = Arbitraries.strings().all().ofMaxLength(60);
        var words = Arbitraries.of(CommandWord.class).map(CommandWord::word);
        return Arbitraries.oneOf(
                hostile,
                hostile.map(text -> "/" + text),
                words.flatMap(word -> hostile.map(text -> word + " " + text)),
                words.flatMap(word -> Arbitraries.strings()
                        .withChars("ab0 @/\t\u00a0\u2003\u001b\u202e")
                        .ofMaxLength(30)
                        .map(text -> word + " " + text)));
    }
}
