package io.securechannel.noise;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A pattern as the framework writes it (rev 34, section 7), after its modifiers.
 *
 * @param name with the modifiers, for instance {@code XXhfs+psk3}
 * @param initiators what the responder knows of the initiator beforehand
 * @param responders what the initiator knows of the responder beforehand
 * @param messages in their order
 * @param responderBegins whether the responder writes the first message, as after the modifier fallback
 */
record Tokens(
        String name,
        List<Token> initiators,
        List<Token> responders,
        List<List<Token>> messages,
        boolean responderBegins) {

    private static final String FROM_INITIATOR = "-> ";
    private static final String BEFORE = "...";

    /** Reads {@code "<- s", "...", "-> e, es"}. */
    static Tokens read(String name, String... lines) {
        var initiators = new ArrayList<Token>();
        var responders = new ArrayList<Token>();
        var messages = new ArrayList<List<Token>>();
        boolean before = List.of(lines).contains(BEFORE);
        for (var line : lines) {
            if (line.equals(BEFORE)) {
                before = false;
            } else if (!before) {
                messages.add(tokens(line));
            } else if (line.startsWith(FROM_INITIATOR)) {
                initiators.addAll(tokens(line));
            } else {
                responders.addAll(tokens(line));
            }
        }
        return new Tokens(name, List.copyOf(initiators), List.copyOf(responders), List.copyOf(messages), false);
    }

    private static List<Token> tokens(String line) {
        return Stream.of(line.substring(FROM_INITIATOR.length()).split(", ", -1))
                .map(token -> Token.valueOf(token.toUpperCase(Locale.ROOT)))
                .toList();
    }

    boolean oneWay() {
        return messages.size() == 1;
    }

    boolean has(Token token) {
        return messages.stream().anyMatch(message -> message.contains(token));
    }

    /** Whether the initiator, or else the responder, writes the message of that number, counted from 0. */
    boolean writes(boolean initiator, int message) {
        return initiator == ((message % 2 == 0) != responderBegins);
    }

    /** Whether an end has a static key pair. */
    boolean needsOwn(boolean initiator) {
        if (before(initiator).contains(Token.S)) {
            return true;
        }
        for (int i = 0; i < messages.size(); i++) {
            if (writes(initiator, i) && messages.get(i).contains(Token.S)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an end knows the other's static key beforehand, and not by an earlier handshake. */
    boolean needsPeers(boolean initiator) {
        return before(!initiator).contains(Token.S) && !(responderBegins && !initiator);
    }

    /** What is known of an end beforehand. */
    List<Token> before(boolean initiator) {
        return initiator ? initiators : responders;
    }

    /** Section 9.2: psk0 begins the first message; any other number ends the message of that number. */
    Tokens psk(int number) {
        if (number < 0 || number > messages.size()) {
            throw new IllegalArgumentException("the pattern " + name + " has " + messages.size() + " messages: psk"
                    + number + " has no place in it");
        }
        var modifier = "psk" + number;
        var changed = new ArrayList<>(messages);
        int at = Math.max(0, number - 1);
        var message = new ArrayList<>(messages.get(at));
        boolean there = number == 0 ? message.get(0) == Token.PSK : message.get(message.size() - 1) == Token.PSK;
        if (there) {
            throw new IllegalArgumentException("the pattern " + name + " has the modifier " + modifier + " already");
        }
        message.add(number == 0 ? 0 : message.size(), Token.PSK);
        changed.set(at, List.copyOf(message));
        return with(modifier, changed);
    }

    /** What goes directly after the first e, or after the first DH of its message, and after the first ee. */
    Tokens hfs() {
        if (oneWay() || responderBegins || has(Token.E1)) {
            throw new IllegalArgumentException(
                    "the modifier hfs is for interactive patterns, once, and not with fallback; " + name
                            + " cannot take it");
        }
        var changed = new ArrayList<List<Token>>();
        boolean key = false;
        boolean ciphertext = false;
        for (var message : messages) {
            var tokens = new ArrayList<>(message);
            if (!key && tokens.contains(Token.E)) {
                int diffieHellman = indexOfDiffieHellman(tokens);
                tokens.add(1 + (diffieHellman < 0 ? tokens.indexOf(Token.E) : diffieHellman), Token.E1);
                key = true;
            }
            if (!ciphertext && tokens.contains(Token.EE)) {
                tokens.add(1 + tokens.indexOf(Token.EE), Token.EKEM1);
                ciphertext = true;
            }
            changed.add(List.copyOf(tokens));
        }
        return with("hfs", changed);
    }

    /** Section 10.2: the initiator's first message has been sent already, and is known beforehand. */
    Tokens fallback() {
        var first = messages.get(0);
        boolean possible = !oneWay()
                && !responderBegins
                && initiators.isEmpty()
                && (first.equals(List.of(Token.E))
                        || first.equals(List.of(Token.S))
                        || first.equals(List.of(Token.E, Token.S)));
        if (!possible) {
            throw new IllegalArgumentException("the modifier fallback is for patterns whose first message can be known"
                    + " beforehand, and before the modifier psk; " + name + " is none");
        }
        return new Tokens(modified("fallback"), first, responders, messages.subList(1, messages.size()), true);
    }

    private Tokens with(String modifier, List<List<Token>> changed) {
        return new Tokens(modified(modifier), initiators, responders, List.copyOf(changed), responderBegins);
    }

    /** Section 8: modifiers are separated by a plus; where their order does not matter, it is alphabetic. */
    private String modified(String modifier) {
        int end = 0;
        while (end < name.length() && !Character.isLowerCase(name.charAt(end))) {
            end++;
        }
        var modifiers = name.substring(end).isEmpty()
                ? Stream.of(modifier)
                : Stream.concat(Stream.of(name.substring(end).split("\\+", -1)), Stream.of(modifier));
        return name.substring(0, end) + String.join("+", modifiers.sorted().toList());
    }

    private static int indexOfDiffieHellman(List<Token> tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).isDiffieHellman()) {
                return i;
            }
        }
        return -1;
    }
}
