package io.securechannel.examples.secret.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The texts are in the public domain, and none of them is from the books that the statistics were counted in. */
class FrequencyAttackTest {

    private static final long SEED = 7;

    static List<String> texts() {
        return List.of(
                ServerOptions.LONG_MESSAGE,
                // Abraham Lincoln, 1863
                """
                Four score and seven years ago our fathers brought forth on this continent, a new nation, conceived in Liberty, and
                dedicated to the proposition that all men are created equal. Now we are engaged in a great civil war, testing
                whether that nation, or any nation so conceived and so dedicated, can long endure. We are met on a great
                battle-field of that war. We have come to dedicate a portion of that field, as a final resting place for those who
                here gave their lives that that nation might live. It is altogether fitting and proper that we should do this.
                """,
                // Herman Melville, Moby-Dick, 1851
                """
                Call me Ishmael. Some years ago, never mind how long precisely, having little or no money in my purse, and nothing
                particular to interest me on shore, I thought I would sail about a little and see the watery part of the world. It
                is a way I have of driving off the spleen and regulating the circulation. Whenever I find myself growing grim about
                the mouth; whenever it is a damp, drizzly November in my soul; whenever I find myself involuntarily pausing before
                coffin warehouses, and bringing up the rear of every funeral I meet.
                """,
                // Charles Darwin, On the Origin of Species, 1859
                """
                When on board H.M.S. Beagle, as naturalist, I was much struck with certain facts in the distribution of the
                inhabitants of South America, and in the geological relations of the present to the past inhabitants of that
                continent. These facts seemed to me to throw some light on the origin of species, that mystery of mysteries, as it
                has been called by one of our greatest philosophers. On my return home, it occurred to me that something might
                perhaps be made out on this question by patiently accumulating and reflecting on all sorts of facts.
                """,
                // Jane Austen, Pride and Prejudice, 1813
                """
                It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of a wife.
                However little known the feelings or views of such a man may be on his first entering a neighbourhood, this truth is
                so well fixed in the minds of the surrounding families, that he is considered as the rightful property of some one
                or other of their daughters. My dear Mr. Bennet, said his lady to him one day, have you heard that Netherfield Park
                is let at last?
                """);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void readsWithoutTheKey(String text) {
        var cipher = BrokenSubstitution.of(shuffled(text.length()));
        var ciphertext = cipher.encrypt(text);
        assertThat(rightLetters(ciphertext, text)).isLessThan(0.2);
        var found = new FrequencyAttack(SEED).solve(ciphertext).decrypt(ciphertext);
        assertThat(rightLetters(found, text)).as(found).isGreaterThanOrEqualTo(0.95);
    }

    @Test
    void findsTheSameBySeed() {
        var ciphertext = BrokenSubstitution.ofWord("oak").encrypt("The squirrels meet at nine, under the old oak.");
        var first = new FrequencyAttack(SEED).solve(ciphertext).alphabet();
        assertThat(new FrequencyAttack(SEED).solve(ciphertext).alphabet()).isEqualTo(first);
    }

    @Test
    void anyTextHasALikeliestKey(@TempDir Path directory) throws IOException {
        var bytes = new byte[4_000];
        new Random(SEED).nextBytes(bytes);
        var text = Captured.read(Files.write(directory.resolve("random"), bytes));
        assertThat(new FrequencyAttack(SEED).solve(text).alphabet()).hasSize(26);
        assertThat(new FrequencyAttack(SEED).solve("q").alphabet()).hasSize(26);
    }

    @Test
    void takesTheBodyOfAnAnswer(@TempDir Path directory) throws IOException {
        var file = directory.resolve("answer");
        assertThat(Captured.read(Files.writeString(file, "HTTP/1.1 200 OK\r\nDate: x\r\n\r\nabc\r\n\r\nd")))
                .isEqualTo("abc\r\n\r\nd");
        assertThat(Captured.read(Files.writeString(file, "HTTP/1.1 200 OK\r\nDate: cut")))
                .isEqualTo("HTTP/1.1 200 OK\r\nDate: cut");
        assertThat(Captured.read(Files.writeString(file, "abc"))).isEqualTo("abc");
    }

    @Test
    void refusesWhatCannotBeCounted(@TempDir Path directory) throws IOException {
        var file = directory.resolve("answer");
        assertThatThrownBy(() -> Captured.read(Files.writeString(file, "1234")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no letters from A to Z");
        assertThatThrownBy(() -> Captured.read(Files.write(file, new byte[(1 << 20) + 1])))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than 1048576 bytes");
    }

    private static double rightLetters(String found, String text) {
        int[] letters = IntStream.range(0, text.length())
                .filter(i -> Character.isLetter(text.charAt(i)))
                .toArray();
        assertThat(found).hasSameSizeAs(text);
        return IntStream.of(letters)
                        .filter(i -> found.charAt(i) == text.charAt(i))
                        .count()
                / (double) letters.length;
    }

    private static String shuffled(long seed) {
        var letters = new ArrayList<>(
                IntStream.rangeClosed('A', 'Z').mapToObj(Character::toString).toList());
        Collections.shuffle(letters, new Random(seed));
        return letters.stream().collect(Collectors.joining());
    }
}
