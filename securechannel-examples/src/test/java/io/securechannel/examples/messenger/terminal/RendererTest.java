package io.securechannel.examples.messenger.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.client.AlarmKind;
import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.terminal.Notice.Saying;
import io.securechannel.examples.messenger.terminal.StyledLine.Piece;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class RendererTest {

    private final Renderer renderer = new Renderer("ada", Clock.fixed(FakeMessenger.NOW, ZoneOffset.UTC));

    @Test
    void aMessageIsTimeSenderModeAndText() {
        var rows = renderer.lines(said(Mode.BROADCAST, "", "bob", "hello @ada, and @carol."), 80);
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).pieces())
                .containsExactly(
                        new Piece(Style.TIME, "17:45"),
                        new Piece(Style.TEXT, "  "),
                        new Piece(Style.SENDER, "bob"),
                        new Piece(Style.TEXT, "  "),
                        new Piece(Style.BROADCAST, "[all]"),
                        new Piece(Style.TEXT, "  hello "),
                        new Piece(Style.MENTION_OF_ME, "@ada"),
                        new Piece(Style.TEXT, ", and "),
                        new Piece(Style.MENTION, "@carol"),
                        new Piece(Style.TEXT, "."));
    }

    @Test
    void everyModeHasItsLabelAndStyle() {
        assertMode(Mode.DIRECT, "bob", Style.DIRECT, "[direct]");
        assertMode(Mode.PRIVATE, "bob", Style.PRIVATE, "[room bob]");
        assertMode(Mode.GROUP, "dev", Style.GROUP, "[group dev]");
        assertThat(text(said(Mode.DIRECT, "bob", "ada", "psst"))).isEqualTo("17:45  ada  [to bob]  psst");
    }

    @Test
    void anotherDayIsNamed() {
        var tomorrow = new Renderer("ada", Clock.fixed(FakeMessenger.NOW.plus(Duration.ofDays(1)), ZoneOffset.UTC));
        assertThat(tomorrow.lines(said(Mode.BROADCAST, "", "bob", "x"), 80)
                        .get(0)
                        .text())
                .isEqualTo("11-21 17:45  bob  [all]  x");
    }

    @Test
    void anAlarmIsOneAndSaysWhatTheMessengerSays() {
        var rows = renderer.lines(
                new Notice.Happened(new ChatEvent.Alarm(
                        AlarmKind.KEY_CHANGED, "bob", "ask bob, then /trust bob", FakeMessenger.NOW)),
                80);
        assertThat(rows.get(0).pieces())
                .contains(new Piece(Style.ALARM, "ALARM (key changed, bob) ask bob, then /trust bob"));
    }

    @Test
    void aLongMessageGoesOnBehindItsBeginning() {
        var rows = renderer.lines(said(Mode.BROADCAST, "", "bob", "one two three four five six seven"), 40);
        assertThat(rows.stream().map(StyledLine::text))
                .containsExactly("17:45  bob  [all]  one two three four ", "                   five six seven");
    }

    @Test
    void whatIsDeliveredHasBeenShownBefore() {
        var delivered = new Notice.Said(
                Saying.DELIVERED, Mode.BROADCAST, FakeMessenger.message(new Conversation.Broadcast(), "", "ada", "x"));
        assertThat(renderer.lines(delivered, 80)).isEmpty();
    }

    @Test
    void aMentionIsAWholeName() {
        assertThat(LineBuilder.mentions("hi @Ada!", "ada")).isTrue();
        assertThat(LineBuilder.mentions("(@ada)", "ada")).isTrue();
        assertThat(LineBuilder.mentions("@ada-", "ada")).isFalse();
        assertThat(LineBuilder.mentions("@adam", "ada")).isFalse();
        assertThat(LineBuilder.mentions("mail ada@ada.example", "ada")).isFalse();
        assertThat(LineBuilder.mentions("ada", "ada")).isFalse();
    }

    @Test
    void theSafetyNumberComesWithWhatToDo() {
        var all = String.join(
                "\n",
                texts(Events.withText("bob").stream()
                        .filter(Notice.Compare.class::isInstance)
                        .findFirst()
                        .orElseThrow()));
        assertThat(all)
                .contains("01234 56789 01234 56789", "see the face, not in", "/verified bob", "do not use this server");
    }

    private void assertMode(Mode mode, String place, Style style, String label) {
        assertThat(renderer.lines(said(mode, place, "bob", "x"), 80).get(0).pieces())
                .contains(new Piece(style, label));
    }

    private String text(Notice notice) {
        return String.join("\n", texts(notice));
    }

    private List<String> texts(Notice notice) {
        return renderer.lines(notice, 80).stream().map(StyledLine::text).toList();
    }

    private static Notice said(Mode mode, String place, String sender, String text) {
        return new Notice.Said(
                Saying.MESSAGE, mode, FakeMessenger.message(new Conversation.Broadcast(), place, sender, text));
    }
}
