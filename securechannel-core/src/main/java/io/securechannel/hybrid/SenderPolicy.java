package io.securechannel.hybrid;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.EncodedPublicKey;
import io.securechannel.internal.envelope.KeyHash;
import io.securechannel.internal.envelope.SignedHeader;
import io.securechannel.keys.EnvelopePublicKey;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** From whom signed envelopes are taken, and which of theirs. Immutable. */
final class SenderPolicy {

    /** A sender, and his keys in the form that verifies. */
    record Known(Sender sender, List<EncodedPublicKey> keys) {}

    private final Map<List<SignedHeader.Signer>, Known> senders;
    private final Set<KeyHash> former;
    private final boolean rewrapped;
    private final Optional<ReplayGuard> guard;

    private SenderPolicy(
            Map<List<SignedHeader.Signer>, Known> senders,
            Set<KeyHash> former,
            boolean rewrapped,
            Optional<ReplayGuard> guard) {
        this.senders = senders;
        this.former = former;
        this.rewrapped = rewrapped;
        this.guard = guard;
    }

    static SenderPolicy of(List<Sender> senders) {
        var known = new LinkedHashMap<List<SignedHeader.Signer>, Known>();
        for (var sender : senders) {
            var keys = Signers.encoded(sender);
            known.put(keys.stream().map(SignedHeader.Signer::of).toList(), new Known(sender, keys));
        }
        return new SenderPolicy(known, Set.of(), false, Optional.empty());
    }

    SenderPolicy guardedBy(ReplayGuard chosen) {
        return new SenderPolicy(senders, former, rewrapped, Optional.of(chosen));
    }

    SenderPolicy acceptingRewrapped() {
        return new SenderPolicy(senders, former, true, guard);
    }

    SenderPolicy formerly(List<EnvelopePublicKey> keys) {
        var all = new HashSet<>(former);
        keys.forEach(each -> all.add(KeyHash.of(KeyForms.encoded(each))));
        return new SenderPolicy(senders, Set.copyOf(all), rewrapped, guard);
    }

    /** Finds the sender that an envelope names; nothing is proved yet. */
    Known find(SignedHeader header) throws KeyMaterialException {
        var known = senders.get(header.signers());
        if (known == null) {
            throw new KeyMaterialException(
                    Reason.UNKNOWN_SENDER,
                    "the envelope is signed by "
                            + header.signers().stream()
                                    .map(each -> each.algorithm() + " " + each.key())
                                    .toList()
                            + ", and not by one of those expected, "
                            + senders.values().stream().map(Known::sender).toList()
                            + (overlaps(header)
                                    ? "; two keys that sign together are one sender, Sender.both(…), and either of them alone"
                                            + " is another: expect the one that you mean"
                                    : "; if this is the sender's new key, have the sender confirm its fingerprint"));
        }
        return known;
    }

    /** {@return whether one of its keys is expected, alone or with another} */
    private boolean overlaps(SignedHeader header) {
        return senders.keySet().stream().anyMatch(each -> !Collections.disjoint(each, header.signers()));
    }

    /** {@return whether the sender himself addressed it to one of these keys} */
    boolean addressed(SignedHeader header, Set<KeyHash> own) {
        return !Collections.disjoint(header.audience(), own) || !Collections.disjoint(header.audience(), former);
    }

    /** Decides on an envelope whose signature holds. */
    void requireAddressed(Sender sender, SignedHeader header, Set<KeyHash> own) throws KeyMaterialException {
        if (!rewrapped && !addressed(header, own)) {
            throw new KeyMaterialException(
                    Reason.NOT_ADDRESSED,
                    sender + " signed this envelope for " + header.audience().size()
                            + " other key(s), and somebody has added"
                            + " this one later: say formerly(…) if one of them was yours, acceptRewrapped() if you take what"
                            + " others pass on");
        }
    }

    /** Asks the guard, if there is one, which remembers what it lets in. */
    void admit(Provenance from) throws KeyMaterialException {
        if (guard.isPresent()) {
            guard.get().admit(from.sender(), from.id(), from.signedAt());
        }
    }
}
