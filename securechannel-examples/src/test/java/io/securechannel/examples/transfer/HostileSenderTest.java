package io.securechannel.examples.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.transfer.protocol.Attributes;
import io.securechannel.examples.transfer.protocol.Item;
import io.securechannel.examples.transfer.protocol.Limits;
import io.securechannel.examples.transfer.protocol.Message;
import io.securechannel.examples.transfer.protocol.Names;
import io.securechannel.examples.transfer.protocol.Refusal;
import io.securechannel.examples.transfer.protocol.StoppedException;
import io.securechannel.examples.transfer.receiver.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a sender says, nothing is written outside the target, and nothing there is replaced unasked. */
@Timeout(60)
class HostileSenderTest {

    private static final byte[] EVIL = "evil".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    private Path target;
    private Path outside;

    @BeforeEach
    void prepare() throws Exception {
        target = Files.createDirectory(directory.resolve("target"));
        outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("mine"), "mine");
    }

    @AfterEach
    void nothingOutside() throws Exception {
        assertThat(Tree.told(directory).keySet().stream().filter(each -> !each.startsWith("target")))
                .containsExactly("outside", "outside/mine");
        assertThat(outside.resolve("mine")).hasContent("mine");
    }

    private Scripted sender() {
        return new Scripted(target, Policy.DEFAULT);
    }

    private static void assertViolation(@Nullable IOException end, String... words) {
        assertThat(end).isInstanceOf(SecureChannelException.class);
        assertThat(((SecureChannelException) Optional.ofNullable(end).orElseThrow()).reason())
                .isEqualTo(Reason.PROTOCOL_VIOLATION);
        assertThat(end).hasMessageContaining("sender").hasMessageContainingAll(words);
    }

    private static void assertMalformed(@Nullable IOException end, String word) {
        assertThat(((SecureChannelException) Optional.ofNullable(end).orElseThrow()).reason())
                .isEqualTo(Reason.PROTOCOL_VIOLATION);
        assertThat(end).hasMessageContaining(word);
    }

    /** FT5: no directory can hold them, and so nobody sends them by mistake. */
    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../outside/mine", "/etc/passwd", "a/b", "/", "a\0b", "\0"})
    void namesThatLeadElsewhereEndTheTransfer(String name) throws Exception {
        for (Item item : List.of(Scripted.file(name, 4), new Item.Directory(name))) {
            try (var sender = sender()) {
                sender.announce(item);
                assertMalformed(sender.end(), "no directory can hold");
            }
        }
        assertThat(Tree.told(target)).isEmpty();
    }

    /** FT6: an honest sender can have them, and so the others arrive. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "..\\..\\outside\\mine",
                "a\\b",
                "\\",
                "C:",
                "C:mine",
                "c:\\mine",
                "mine:stream",
                "CON",
                "nul",
                "Aux.txt",
                "com1",
                "LPT9.log",
                "com\u00B9",
                "CONIN$",
                "mine.",
                "mine ",
                " mine",
                "a?b",
                "a*b",
                "<",
                "|",
                "\"",
                "\u001b[2Jmine",
                "two\nlines",
                "a\u202Egnp.exe",
                "\u200Bhidden",
                "\u0085",
                "bell\u0007",
                ".0123.securechannel-part",
                ".lock.securechannel-part",
                ".New.SecureChannel-Part",
                ".directory.securechannel-\uFF50art",
                "X.SecureChannel-PART"
            })
    void namesThatAreNotTheSameEverywhereAreRefused(String name) throws Exception {
        try (var sender = sender()) {
            sender.announce(Scripted.file(name, 4), new Item.Directory(name), leave(), Scripted.file("good", 0));
            assertThat(sender.hear()).isEqualTo(new Message.Refused(0, Refusal.NAME));
            assertThat(sender.hear()).isEqualTo(new Message.Refused(1, Refusal.NAME));
            assertThat(sender.hear()).isInstanceOf(Message.Have.class);
            sender.say(new Message.End(3, Scripted.NOTHING));
            assertThat(sender.hear()).isEqualTo(new Message.Done(3));
            sender.say(new Message.Finish());
            assertThat(sender.hear()).isEqualTo(new Message.Finished());
        }
        assertThat(Tree.told(target)).containsOnlyKeys("good");
    }

    /** FT6: what the receiver calls its own is taken by nobody, whatever else is asked for. */
    @Test
    void theReceiversOwnNamesAreItsOwn() throws Exception {
        try (var sender = new Scripted(target, new Policy(true, true, Limits.DEFAULT))) {
            sender.announce(
                    Scripted.file(".lock.securechannel-part", 4),
                    new Item.Directory(".new.securechannel-part"),
                    Scripted.leave(),
                    Scripted.file(Scripted.partOf("f"), 4));
            assertThat(sender.hear()).isEqualTo(new Message.Refused(0, Refusal.NAME));
            assertThat(sender.hear()).isEqualTo(new Message.Refused(1, Refusal.NAME));
            assertThat(sender.hear()).isEqualTo(new Message.Refused(3, Refusal.NAME));
        }
        assertThat(Tree.told(target)).isEmpty();
    }

    private static Item leave() {
        return Scripted.leave();
    }

    @Test
    void namesThatAreTooLongAreRefused() throws Exception {
        var longest = "ä".repeat(127);
        try (var sender = sender()) {
            sender.announce(Scripted.file(longest + "xx", 0), Scripted.file(longest + "x", 0));
            assertThat(sender.hear()).isEqualTo(new Message.Refused(0, Refusal.NAME_TOO_LONG));
            assertThat(sender.hear()).isInstanceOf(Message.Have.class);
            sender.say(new Message.End(1, Scripted.NOTHING));
            assertThat(sender.hear()).isEqualTo(new Message.Done(1));
        }
        assertThat(Tree.told(target)).containsOnlyKeys(longest + "x");
        try (var sender = sender()) {
            sender.announce(Scripted.file("x".repeat(Limits.NAME + 1), 0));
            assertMalformed(sender.end(), "1025 bytes");
        }
    }

    /** FT7: two names that some file system takes for one. */
    @Test
    void theSecondOfTwoNamesIsRefused() throws Exception {
        var names = List.of(
                "Read.me", "READ.ME", "read.me", "Read.me", "\uFB01n", "fin", "e\u0301", "\u00E9", "stra\u00DFe");
        try (var sender = sender()) {
            sender.announce(names.stream().map(each -> Scripted.file(each, 0)).toArray(Item[]::new));
            var refused = new ArrayList<String>();
            for (int i = 0; i < names.size(); i++) {
                var answer = sender.hear();
                if (answer.equals(new Message.Refused(i, Refusal.SAME_NAME))) {
                    refused.add(names.get(i));
                } else {
                    assertThat(answer).isInstanceOf(Message.Have.class);
                }
            }
            assertThat(refused).containsExactly("READ.ME", "read.me", "Read.me", "fin", "\u00E9");
        }
        // Where it is asked for, only the very same name is refused, and a directory is entered once.
        try (var sender = new Scripted(target, new Policy(true, true, Limits.DEFAULT))) {
            sender.announce(
                    Scripted.file("aux.c", 0),
                    Scripted.file("AUX.c", 0),
                    new Item.Directory("d"),
                    leave(),
                    new Item.Directory("d"),
                    leave(),
                    Scripted.file("aux.c", 0));
            assertThat(sender.hear()).isInstanceOf(Message.Have.class);
            assertThat(sender.hear()).isInstanceOf(Message.Have.class);
            assertThat(sender.hear()).isEqualTo(new Message.Refused(4, Refusal.SAME_NAME));
            assertThat(sender.hear()).isEqualTo(new Message.Refused(6, Refusal.SAME_NAME));
        }
    }

    /** FT8 */
    @Test
    void linksInTheTargetAreNotFollowed() throws Exception {
        Files.createSymbolicLink(target.resolve("d"), outside);
        Files.createSymbolicLink(target.resolve("f"), outside.resolve("mine"));
        Files.createSymbolicLink(target.resolve("dangling"), outside.resolve("new"));
        for (boolean overwrite : new boolean[] {false, true}) {
            try (var sender = new Scripted(target, new Policy(overwrite, false, Limits.DEFAULT))) {
                sender.announce(
                        new Item.Directory("d"),
                        Scripted.file("mine", 4),
                        leave(),
                        Scripted.file("f", 4),
                        Scripted.file("dangling", 4));
                assertThat(sender.hear()).isEqualTo(new Message.Refused(0, Refusal.NOT_A_FILE));
                assertThat(sender.hear()).isEqualTo(new Message.Refused(1, Refusal.NO_DIRECTORY));
                assertThat(sender.hear()).isEqualTo(new Message.Refused(3, Refusal.NOT_A_FILE));
                assertThat(sender.hear()).isEqualTo(new Message.Refused(4, Refusal.NOT_A_FILE));
            }
        }
        assertThat(Tree.told(target)).containsOnlyKeys("d", "f", "dangling");
    }

    @Test
    void aLinkInThePlaceOfAPartIsNotFollowed() throws Exception {
        var name = Scripted.partOf("f");
        Files.createSymbolicLink(target.resolve(name), outside.resolve("mine"));
        try (var sender = sender()) {
            sender.announce(Scripted.file("f", 4));
            assertThat(sender.hear()).isEqualTo(new Message.Have(0, 0, Scripted.NOTHING, false, false));
            sender.part(0, 0, EVIL).say(new Message.End(0, Scripted.hash(EVIL)));
            assertThat(sender.hear()).isEqualTo(new Message.Done(0));
        }
        assertThat(Tree.told(target)).containsOnlyKeys("f");
    }

    /** Somebody changes the target while it is written to: what was checked is what is used. */
    @Test
    void aDirectoryThatBecomesALinkIsNotFollowed() throws Exception {
        try (var sender = sender()) {
            sender.announce(
                    new Item.Directory("d"),
                    Scripted.file("mine", 4),
                    leave(),
                    new Item.Directory("e"),
                    Scripted.file("f", 0),
                    leave());
            assertThat(sender.hear()).isInstanceOf(Message.Have.class);
            assertThat(sender.hear()).isInstanceOf(Message.Have.class);
            Files.move(target.resolve("d"), target.resolve("moved"));
            Files.createSymbolicLink(target.resolve("d"), outside);
            sender.part(1, 0, EVIL);
            assertThat(sender.hear()).isEqualTo(new Message.Refused(1, Refusal.FAILED));
            sender.say(new Message.Skip(1, Optional.of(Refusal.STOPPED))).say(new Message.End(4, Scripted.NOTHING));
            assertThat(sender.hear()).isEqualTo(new Message.Done(4));
        }
        assertThat(Tree.told(target)).containsKeys("d", "moved", "e/f");
    }

    @Test
    void aDirectoryThatIsOpenStaysTheSameWhereverItsNameLeads() throws Exception {
        try (var sender = sender()) {
            sender.announce(new Item.Directory("d"), Scripted.file("mine", 4), leave());
            assertThat(sender.hear()).isInstanceOf(Message.Have.class);
            Files.move(target.resolve("d"), target.resolve("moved"));
            Files.createSymbolicLink(target.resolve("d"), outside);
            sender.part(1, 0, EVIL).say(new Message.End(1, Scripted.hash(EVIL)));
            assertThat(sender.hear()).isEqualTo(new Message.Done(1));
        }
        assertThat(target.resolve("moved/mine")).hasBinaryContent(EVIL);
    }

    @Test
    void nobodyLeavesTheTarget() throws Exception {
        try (var sender = sender()) {
            sender.announce(leave());
            assertViolation(sender.end(), "leaves the directory into which");
        }
    }

    @Test
    void manyDirectoriesInEachOtherAreRefused() throws Exception {
        var items = new ArrayList<Item>(Collections.nCopies(Limits.DEPTH + 2, new Item.Directory("d")));
        items.addAll(Collections.nCopies(Limits.BATCH - items.size(), leave()));
        try (var sender = sender()) {
            sender.announce(items.toArray(Item[]::new));
            assertThat(sender.hear()).isEqualTo(new Message.Refused(Limits.DEPTH, Refusal.TOO_DEEP));
            assertThat(sender.hear()).isEqualTo(new Message.Refused(Limits.DEPTH + 1, Refusal.NO_DIRECTORY));
        }
    }

    @Test
    void bytesThatDoNotBelongToTheFileEndTheTransfer() throws Exception {
        try (var sender = sender()) {
            sender.announce(Scripted.file("f", 4)).part(0, 0, EVIL).part(0, 4, EVIL);
            assertViolation(sender.end(), "more of a file than belongs to it");
        }
        try (var sender = sender()) {
            sender.announce(Scripted.file("g", 4)).part(0, 2, new byte[2]);
            assertViolation(sender.end(), "bytes at 2 of a file that goes on at 0");
        }
        try (var sender = sender()) {
            sender.announce(Scripted.file("h", 4)).part(0, 0, new byte[3]).say(new Message.End(0, Scripted.NOTHING));
            assertViolation(sender.end(), "has ended which has not");
        }
        assertThat(Tree.told(target).keySet()).allMatch(each -> each.endsWith(Names.UNFINISHED));
    }

    /** FT15: what arrives is what was read, or is no file. */
    @Test
    void anotherHashLeavesNoFile() throws Exception {
        try (var sender = sender()) {
            sender.announce(Scripted.file("f", 4)).part(0, 0, EVIL).say(new Message.End(0, Scripted.NOTHING));
            assertThat(sender.hear()).isInstanceOf(Message.Have.class);
            assertThat(sender.hear()).isEqualTo(new Message.Refused(0, Refusal.HASH));
            assertThat(sender.noted().settled).isEqualTo(Map.of("f", Optional.of(Refusal.HASH)));
        }
        assertThat(Tree.told(target)).isEmpty();
    }

    @Test
    void aFileThatIsThereIsNotReplacedByItsSize() throws Exception {
        Files.writeString(target.resolve("f"), "good");
        try (var sender = sender()) {
            sender.announce(Scripted.file("f", 4)).part(0, 0, EVIL);
            assertViolation(sender.end(), "more of a file than belongs to it");
        }
        try (var sender = sender()) {
            sender.announce(Scripted.file("f", 4)).say(new Message.End(0, Scripted.hash(EVIL)));
            assertViolation(sender.end(), "has ended which has not");
        }
        assertThat(target.resolve("f")).hasContent("good");
    }

    /** FT17: it appeared while the file was on its way. */
    @Test
    void aFileThatAppearsMeanwhileIsNotReplaced() throws Exception {
        try (var sender = sender()) {
            sender.announce(Scripted.file("f", 4)).part(0, 0, EVIL);
            assertThat(sender.hear()).isInstanceOf(Message.Have.class);
            Files.writeString(target.resolve("f"), "good");
            sender.say(new Message.End(0, Scripted.hash(EVIL)));
            assertThat(sender.hear()).isEqualTo(new Message.Refused(0, Refusal.EXISTS));
        }
        assertThat(Tree.told(target)).containsOnlyKeys("f");
        assertThat(target.resolve("f")).hasContent("good");
    }

    /** FT4 */
    @Test
    void moreThanTheLimitsIsRefusedBeforeAnythingIsTaken() throws Exception {
        for (var offer : List.of(new Message.Offer(11, 0), new Message.Offer(1, 101))) {
            try (var sender = new Scripted(target, new Policy(false, false, new Limits(10, 100)))) {
                sender.say(offer);
                assertThat(sender.hear()).isEqualTo(new Message.Stop(Refusal.TOO_MUCH));
                assertThat(sender.end())
                        .isInstanceOfSatisfying(
                                StoppedException.class,
                                end -> assertThat(end.why()).isEqualTo(Refusal.TOO_MUCH));
            }
        }
    }

    /** FT4: ways out of directories are as many as ways in, and count for nothing. */
    @Test
    void filesAndDirectoriesAreCounted() throws Exception {
        var limits = new Policy(false, false, new Limits(2, 100));
        try (var sender = new Scripted(target, limits)) {
            sender.announce(new Item.Directory("d"), Scripted.file("f", 0), Scripted.leave());
            assertThat(sender.hear()).isInstanceOf(Message.Have.class);
        }
        try (var sender = new Scripted(target, limits)) {
            sender.announce(Scripted.file("a", 0), Scripted.file("b", 0), Scripted.file("c", 0));
            assertThat(sender.hear()).isEqualTo(new Message.Stop(Refusal.TOO_MUCH));
        }
    }

    @Test
    void moreThanWasOfferedEndsTheTransfer() throws Exception {
        try (var sender = sender()) {
            sender.say(new Message.Offer(1, 3)).say(new Message.Batch(List.of(Scripted.file("f", 4))));
            assertViolation(sender.end(), "more than it has offered");
        }
        try (var sender = sender()) {
            sender.say(new Message.Offer(1, 3))
                    .say(new Message.Batch(List.of(Scripted.file("f", 0), Scripted.file("g", 0))));
            assertViolation(sender.end(), "more than it has offered");
        }
        try (var sender = sender()) {
            sender.say(new Message.Offer(10_000, 3));
            for (int i = 0; i <= Limits.BATCHES; i++) {
                sender.say(new Message.Batch(batch(i)));
                for (int heard = 0; i < Limits.BATCHES && heard < Limits.BATCH; heard++) {
                    assertThat(sender.hear()).isInstanceOf(Message.Have.class);
                }
            }
            assertViolation(sender.end(), "more items ahead than it may");
        }
    }

    private static List<Item> batch(int number) {
        var items = new ArrayList<Item>();
        for (int i = 0; i < Limits.BATCH; i++) {
            items.add(Scripted.file("f" + number + "-" + i, 0));
        }
        return items;
    }

    @Test
    void messagesOutOfTheirPlaceEndTheTransfer() throws Exception {
        for (var message : List.of(
                new Message.Batch(List.of(Scripted.file("f", 0))),
                new Message.Finish(),
                new Message.Finished(),
                new Message.Done(0),
                new Message.Checking(0, 0))) {
            try (var sender = sender()) {
                sender.say(message);
                assertMalformed(sender.end(), "where it has no place");
            }
        }
        try (var sender = sender()) {
            sender.announce(Scripted.file("f", 0), Scripted.file("g", 0)).say(new Message.End(1, Scripted.NOTHING));
            assertViolation(sender.end(), "not due");
        }
        try (var sender = sender()) {
            sender.announce(Scripted.file("f", 0)).say(new Message.Finish());
            assertMalformed(sender.end(), "where it has no place");
        }
        try (var sender = sender()) {
            sender.announce(Scripted.file("f", 4)).say(new Message.Skip(0, Optional.empty()));
            assertViolation(sender.end(), "the same which is not there");
        }
        assertThat(Tree.told(target)).isEmpty();
    }

    /** FT10: setuid and its like have no bits on the wire. */
    @Test
    void whatStandsThereOfAPermissionIsAtMostRwxForTheOwner() throws Exception {
        var open = new Item.File("f", 0, new Attributes(0777, Scripted.PLAIN.modified()));
        try (var sender = sender()) {
            sender.announce(open).say(new Message.End(0, Scripted.NOTHING));
            assertThat(sender.hear()).isInstanceOf(Message.Have.class);
            assertThat(sender.hear()).isEqualTo(new Message.Done(0));
        }
        assertThat(Tree.told(target).get("f")).startsWith("-rwxr-xr-x ");
    }
}
