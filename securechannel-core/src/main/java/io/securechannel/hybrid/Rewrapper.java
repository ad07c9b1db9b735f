package io.securechannel.hybrid;

import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.EncodedPublicKey;
import io.securechannel.internal.envelope.ContentKey;
import io.securechannel.internal.envelope.Head;
import io.securechannel.internal.envelope.SlotType;
import io.securechannel.internal.envelope.Slots;
import io.securechannel.keys.EnvelopePublicKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Changes who can open envelopes, and leaves their content as it is. Begun by {@link HybridCipher#rewrapper}. Immutable.
 *
 * <p><b>It does not revoke</b>: who could open an envelope may have kept a copy, or its key. And it does not change to whom the
 * sender of a signed envelope addressed it: whoever is added sees an envelope that was signed for others, and his opener refuses it
 * unless told otherwise ({@link SignedOpener#acceptRewrapped}, {@link SignedOpener#formerly}). Who is added to an
 * <em>unsigned</em> envelope can change its content for the others, and none of them sees by whom it was re-wrapped, or that it was.
 */
@CheckReturnValue
public final class Rewrapper {

    private final EnvelopeKeys keys;
    private final List<EnvelopePublicKey> added;
    private final List<EnvelopePublicKey> removed;
    private final boolean renewing;
    private final boolean classicalAllowed;

    Rewrapper(EnvelopeKeys keys) {
        this(keys, List.of(), List.of(), false, false);
    }

    private Rewrapper(
            EnvelopeKeys keys,
            List<EnvelopePublicKey> added,
            List<EnvelopePublicKey> removed,
            boolean renewing,
            boolean classicalAllowed) {
        this.keys = keys;
        this.added = added;
        this.removed = removed;
        this.renewing = renewing;
        this.classicalAllowed = classicalAllowed;
    }

    /**
     * Adds recipients. Who has a slot gets a new one: another recipient may have planted one for him that does not open.
     *
     * @param recipient who will be able to open it
     * @param more others who will
     * @return a re-wrapper that adds them
     */
    public Rewrapper add(EnvelopePublicKey recipient, EnvelopePublicKey... more) {
        return new Rewrapper(keys, joined(added, recipient, more), removed, renewing, classicalAllowed);
    }

    /**
     * Removes recipients, if they have a slot.
     *
     * @param recipient who will not be able to open it any more, unless he has kept a copy
     * @param more others who will not
     * @return a re-wrapper that removes them
     */
    public Rewrapper remove(EnvelopePublicKey recipient, EnvelopePublicKey... more) {
        return new Rewrapper(keys, added, joined(removed, recipient, more), renewing, classicalAllowed);
    }

    /**
     * Moves the holder's own slot to his newest key: adds the first of the keys that this re-wrapper opens with, the primary version
     * where they are in a key store, and removes the others. Where that key has a slot which opens already, it stays as it is.
     *
     * @return a re-wrapper that does so
     */
    public Rewrapper renew() {
        return new Rewrapper(keys, added, removed, true, classicalAllowed);
    }

    /**
     * Lets recipients without post-quantum keys be added to an envelope that is post-quantum, which it then is not any more.
     *
     * @return a re-wrapper with that allowed
     */
    public Rewrapper allowClassical() {
        return new Rewrapper(keys, added, removed, renewing, true);
    }

    /**
     * Re-wraps an envelope in memory.
     *
     * @param envelope as it is
     * @return the same envelope with the slots changed
     * @throws KeyMaterialException NOT_OPENED if none of the keys opens it, TOO_WEAK if it would lose its post-quantum strength,
     *     MISSING if nobody could open it any more, TOO_LARGE if there would be more than 1,024 recipients
     */
    public byte[] rewrap(byte[] envelope) throws KeyMaterialException {
        return Envelopes.inMemory(() -> {
            var in = new ByteArrayInputStream(envelope);
            var head = changed(Head.read(in));
            return Sealer.join(head.bytes(), in.readAllBytes());
        });
    }

    /**
     * Re-wraps an envelope of any length on its way from one stream to another, with little memory: its beginning is changed, and the
     * content is copied as it comes. Nothing is known about the content, which whoever opens it verifies.
     *
     * @param envelope is read to its end, and not closed
     * @param rewrapped takes the same envelope with the slots changed, and is not closed. Nothing is written before the beginning has
     *     been verified; after an {@link IOException} it has a part of the envelope, to be thrown away
     * @throws KeyMaterialException as {@link #rewrap(byte[])}; then nothing was written
     * @throws IOException if one of the streams fails
     */
    public void rewrap(InputStream envelope, OutputStream rewrapped) throws IOException, KeyMaterialException {
        var head = changed(Head.read(envelope));
        rewrapped.write(head.bytes());
        envelope.transferTo(rewrapped);
    }

    /**
     * Re-wraps an envelope in a file, however long it is, by writing its beginning: in place, where there is room for the slots, as in
     * what {@link Sealer#seal(Path, Path, byte[], Progress)} has made; otherwise in a new file with room, which takes the place of the
     * old one in one step. When this returns, the change is on the disk, and nothing of a removed slot is in the file. Its permissions,
     * owner and group stay.
     *
     * <p>A failure, or a power cut, at any moment leaves the envelope as it was or as it will be, whole. It may leave the beginning as it
     * was in {@code NAME.rewrap} beside the file. As long as that is there it belongs to the file: openers look into it, the next
     * re-wrapping puts it back first, and who copies or moves the file takes it along.
     *
     * <p>While it lasts, {@code NAME.rewrap.lock} beside the file keeps other re-wrappers out. A killed program may leave it behind,
     * where it is in nobody's way.
     *
     * @param envelope the file, which nobody may be re-wrapping at the moment; no symbolic link, which is not followed. If the file has
     *     further names (hard links), they may lead to the changed envelope afterwards, or to the old one
     * @throws KeyMaterialException as {@link #rewrap(byte[])}; IN_USE if another program or thread re-wraps it; ALREADY_THERE if
     *     {@code NAME.rewrap} belongs to something else. Then nothing was changed
     * @throws IOException if the file is not there or cannot be read or written, or its owner cannot be kept
     */
    public void rewrap(Path envelope) throws IOException, KeyMaterialException {
        FileRewrap.run(this, envelope);
    }

    EnvelopeKeys keys() {
        return keys;
    }

    /** The head with other slots, and with the room that it had. */
    Head changed(Head head) throws KeyMaterialException {
        var unlocked = keys.unlock(head);
        try (var key = unlocked.key()) {
            var gone = new ArrayList<>(removed.stream().map(KeyForms::encoded).toList());
            var fresh = new ArrayList<>(added.stream().map(KeyForms::encoded).toList());
            if (renewing) {
                var own = keys.publicKeys();
                gone.addAll(own.subList(1, own.size()));
                gone.removeIf(own.get(0)::equals);
                if (!opens(head, key, own.get(0))) {
                    fresh.add(own.get(0));
                }
            }
            gone.removeAll(fresh);
            require(head, gone, fresh);
            return head.with(head.slots().change(key, head.preheader(), gone, fresh), head.area());
        }
    }

    /** Whether a key at hand has a slot that opens: what has been renewed stays as it is, and what was planted does not. */
    private boolean opens(Head head, ContentKey key, EncodedPublicKey own) throws KeyMaterialException {
        var slot = head.slots().only(key, head.preheader(), own);
        if (slot.isEmpty()) {
            return false;
        }
        try {
            keys.unlock(head.with(slot.get(), 0)).key().close();
            return true;
        } catch (KeyMaterialException e) {
            if (e.reason() == Reason.NOT_OPENED) {
                return false;
            }
            throw e;
        }
    }

    private void require(Head head, List<EncodedPublicKey> gone, List<EncodedPublicKey> fresh)
            throws KeyMaterialException {
        var slots = head.slots().list();
        var wasPostQuantum = slots.stream().allMatch(each -> each.type().postQuantum());
        var classical =
                fresh.stream().filter(each -> !SlotType.of(each).postQuantum()).findFirst();
        if (wasPostQuantum && classical.isPresent() && !classicalAllowed) {
            throw new KeyMaterialException(
                    Reason.TOO_WEAK,
                    "the envelope is post-quantum, and would not be any more with " + classical.get()
                            + ": have its owner make an X-Wing key, or say allowClassical()");
        }
        long removing = gone.stream()
                .distinct()
                .filter(each -> head.slots().hasHintOf(head.preheader(), each))
                .count();
        long adding = fresh.stream()
                .distinct()
                .filter(each -> !head.slots().hasHintOf(head.preheader(), each))
                .count();
        long left = slots.size() - removing + adding;
        if (left < 1) {
            throw new KeyMaterialException(
                    Reason.MISSING, "nobody could open the envelope any more: add a recipient, or delete it");
        }
        if (left > Slots.MOST) {
            throw new KeyMaterialException(
                    Reason.TOO_LARGE, "an envelope has at most " + Slots.MOST + " recipients, and would have " + left);
        }
    }

    private static List<EnvelopePublicKey> joined(
            List<EnvelopePublicKey> before, EnvelopePublicKey first, EnvelopePublicKey... more) {
        return Stream.of(before.stream(), Stream.of(first), Arrays.stream(more))
                .flatMap(each -> each)
                .distinct()
                .toList();
    }
}
