package io.securechannel.hybrid;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.KeyStoreManager;
import java.time.Duration;
import java.time.Instant;

/**
 * Lets every signed envelope in once: it remembers the ids of those that it has seen within a window of time, and refuses what is
 * older, and what is dated in the future. It is asked after the signature has been verified, so that nobody fills it, or uses an id
 * up, in another's name. Safe for use by several threads.
 *
 * <p>Nothing within the window is ever forgotten to make room: when there is none left, new envelopes are refused until the oldest
 * leave the window. A sender who is trusted and floods it therefore stops the others; give each his own guard where that matters.
 * An envelope that is opened into an array, a file or a stream is remembered when all of it has been verified. One that is read
 * while it comes ({@link SignedOpener#openFrom}) or at any position ({@link SignedOpener#openFile}) is remembered before its
 * content is given out: if it breaks off later, its id has been used up, and whoever can cut a copy short can so keep the whole one
 * out. All openers that must not take the same envelope twice need the same guard.
 */
public interface ReplayGuard {

    /**
     * Admits an envelope, and remembers it, in one step.
     *
     * @param sender who signed it, verified
     * @param id of the envelope; another sender's envelope with the same id is another
     * @param signedAt when, by the sender's clock
     * @throws KeyMaterialException REPLAYED if it was admitted before, EXPIRED if it is older than the window or dated in the
     *     future, UNAVAILABLE if there is no room to remember it, or what the place where it is remembered throws
     */
    void admit(Sender sender, EnvelopeId id, Instant signedAt) throws KeyMaterialException;

    /**
     * A guard that remembers 100,000 envelopes until the program ends. <b>After a restart it knows nothing</b>: what was let in
     * before, and is still within the window, is let in once more. Where that matters take {@link #in}, or
     * {@link ReplayWindow#since}.
     *
     * @param window how old an envelope may be
     * @return the guard
     * @throws IllegalArgumentException if the window is no time, or longer than 3,650 days
     */
    static ReplayGuard inMemory(Duration window) {
        return inMemory(ReplayWindow.of(window), 100_000);
    }

    /**
     * A guard that remembers envelopes until the program ends: see {@link #inMemory(Duration)} about restarts.
     *
     * @param window which dates it takes
     * @param most how many envelopes it remembers, 1 to 10,000,000; some 150 bytes each
     * @return the guard
     * @throws IllegalArgumentException if it were to remember fewer or more
     */
    static ReplayGuard inMemory(ReplayWindow window, int most) {
        return new MemoryReplayGuard(window, most);
    }

    /**
     * A guard that remembers up to 4,096 envelopes in a key store, also after a restart, and together with other programs that use
     * the same entry. Each envelope that it lets in writes the whole file: for tens an hour, not for hundreds a second. A file that
     * is put back from a backup has forgotten what came since.
     *
     * @param keys the key store, which has to stay open
     * @param name of the entry, which is made with the first envelope
     * @param window how old an envelope may be
     * @return the guard, which throws WRONG_KIND if the entry is something else, MALFORMED if it is damaged
     * @throws IllegalArgumentException if the window is no time, or longer than 3,650 days
     */
    static ReplayGuard in(KeyStoreManager keys, String name, Duration window) {
        return in(keys, name, ReplayWindow.of(window), 4_096);
    }

    /**
     * A guard that remembers envelopes in a key store: see {@link #in(KeyStoreManager, String, Duration)}.
     *
     * @param keys the key store, which has to stay open
     * @param name of the entry, which is made with the first envelope
     * @param window which dates it takes
     * @param most how many envelopes it remembers, 1 to 65,536; 40 bytes each
     * @return the guard
     * @throws IllegalArgumentException if it were to remember fewer or more
     */
    static ReplayGuard in(KeyStoreManager keys, String name, ReplayWindow window, int most) {
        return new StoredReplayGuard(keys, name, window, most);
    }
}
