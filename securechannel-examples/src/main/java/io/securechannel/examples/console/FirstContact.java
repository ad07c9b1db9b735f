package io.securechannel.examples.console;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.KnownPeers;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.peer.PeerKey;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Lets a person decide about a server that is met for the first time, or shows another key than before. Nobody is believed without that:
 * where nobody sits, the connection fails.
 */
public final class FirstContact {

    private static final String YES = "yes";

    private final Person person;

    FirstContact(Person person) {
        this.person = person;
    }

    /** {@return whoever sits at the terminal of this process, if somebody does} */
    @SuppressWarnings("SystemConsoleNull") // it is null up to JDK 21 where nobody sits
    public static FirstContact atTerminal() {
        return new FirstContact(question -> {
            var console = System.console();
            return console == null || !Terminal.input()
                    ? Optional.empty()
                    : Optional.ofNullable(console.readLine("%s", question));
        });
    }

    /** Is asked. */
    @FunctionalInterface
    interface Person {

        /** {@return the line that was typed; empty if nobody sits there, or did not want to type any} */
        Optional<String> answer(String question);
    }

    /**
     * Connects; asks if need be, and then connects again.
     *
     * @param known remembers who was confirmed
     * @param host the server
     * @param port its port
     * @param config believes {@code known}
     * @return the channel
     * @throws SecureChannelException if the server is not believed, or anything else goes wrong
     * @throws KeyMaterialException if the answer cannot be kept
     */
    public SecureChannel connect(KnownPeers known, String host, int port, ClientConfig config)
            throws SecureChannelException, KeyMaterialException {
        try {
            return SecureChannel.connect(host, port, config);
        } catch (SecureChannelException e) {
            var key = shown(e);
            var address = KnownPeers.address(host, port);
            if (key.isEmpty() || !confirmed(known, address, key.get(), e)) {
                throw e;
            }
            known.confirm(address, key.get());
        }
        return SecureChannel.connect(host, port, config);
    }

    /** The key for which the connection was refused, if a person may change that. */
    private static Optional<NoisePublicKey> shown(SecureChannelException e) throws KeyMaterialException {
        boolean asks = e.reason() == Reason.UNKNOWN_PEER || e.reason() == Reason.PEER_KEY_CHANGED;
        return asks && e.shownKey().isPresent()
                ? Optional.of(NoisePublicKey.parse(e.shownKey().get()))
                : Optional.empty();
    }

    /**
     * A key that has changed is not confirmed by habit: its fingerprint has to be typed, as the server's people have told it. It is not shown
     * here, or it would be copied from the screen.
     */
    private boolean confirmed(KnownPeers known, String address, NoisePublicKey key, SecureChannelException why)
            throws KeyMaterialException {
        if (why.reason() == Reason.UNKNOWN_PEER) {
            return person.answer(address
                            + " has not been met before. It shows the key%n  %s%n  %s%n"
                                    .formatted(key.text(), key.shortFingerprint())
                            + "Compare it with what the server's people say. Is it theirs (yes/no)? ")
                    .filter(answer -> answer.strip().equalsIgnoreCase(YES))
                    .isPresent();
        }
        var before = known.at(address).stream().map(PeerKey::shortFingerprint).collect(Collectors.joining(", "));
        return person.answer(("%s shows another key than the one by which it was known, %s:%n"
                                + "somebody may have put himself in its place. Ask its people on another way; if they have a"
                                + " new key,%ntype the 30 digits that they tell you: ")
                        .formatted(address, before))
                .filter(answer -> digits(answer).equals(digits(key.shortFingerprint())))
                .isPresent();
    }

    private static String digits(String text) {
        return text.replaceAll("[\\s-]", "");
    }
}
