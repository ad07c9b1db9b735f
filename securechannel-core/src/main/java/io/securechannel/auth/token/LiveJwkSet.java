package io.securechannel.auth.token;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.Live;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A set of keys that is looked at anew with every token, and taken if it has changed and is good. */
final class LiveJwkSet implements TokenKeys.Source {

    private final Live<String> text;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile List<VerificationKey> keys;
    private volatile @Nullable KeyMaterialException trouble;

    /** What was looked at last, good or not. */
    private String last;

    LiveJwkSet(Live<String> text) throws KeyMaterialException {
        this.text = text;
        this.last = text.current();
        this.keys = JwkSet.read(last);
    }

    @Override
    public List<VerificationKey> current() {
        // Whoever comes while another looks takes what holds now, so that a slow source stops nobody else.
        if (lock.tryLock()) {
            try {
                look();
            } finally {
                lock.unlock();
            }
        }
        return keys;
    }

    Optional<KeyMaterialException> trouble() {
        return Optional.ofNullable(trouble);
    }

    private void look() {
        try {
            var now = text.current();
            if (!now.equals(last)) {
                last = now;
                keys = JwkSet.read(now);
                trouble = null;
            } else if (trouble != null && trouble.reason() == Reason.UNREADABLE) {
                trouble = null;
            }
        } catch (KeyMaterialException e) {
            trouble = e;
        } catch (RuntimeException e) {
            trouble = new KeyMaterialException(Reason.UNREADABLE, "the set of keys could not be asked for", e);
        }
    }
}
