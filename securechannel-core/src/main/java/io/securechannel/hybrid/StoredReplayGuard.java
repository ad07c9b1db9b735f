package io.securechannel.hybrid;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.StoredData;
import java.time.Instant;

/** Remembers envelopes in a key store, which admits and writes in one step: no two programs let the same envelope in. */
final class StoredReplayGuard implements ReplayGuard {

    static final String FORMAT = "securechannel replay guard/1";

    private final KeyStoreManager keys;
    private final String name;
    private final ReplayWindow window;
    private final int most;

    StoredReplayGuard(KeyStoreManager keys, String name, ReplayWindow window, int most) {
        this.keys = keys;
        this.name = name;
        this.window = window;
        this.most = SeenEnvelopes.requireMost(most, SeenEnvelopesCodec.MOST);
    }

    @Override
    public void admit(Sender sender, EnvelopeId id, Instant signedAt) throws KeyMaterialException {
        keys.update(name, StoredData.class, current -> {
                    var seen = current.isPresent() ? read(current.get()) : new SeenEnvelopes();
                    seen.admit(window, most, sender, id, signedAt);
                    return StoredData.of(FORMAT, SeenEnvelopesCodec.write(seen));
                })
                .close();
    }

    private SeenEnvelopes read(StoredData data) throws KeyMaterialException {
        if (!data.format().equals(FORMAT)) {
            throw new KeyMaterialException(
                    Reason.WRONG_KIND,
                    "\"" + name + "\" in " + keys.file() + " is \"" + data.format() + "\", and not \"" + FORMAT
                            + "\": give the replay guard a name of its own");
        }
        return SeenEnvelopesCodec.read(data.content(), "the replay guard \"" + name + "\" in " + keys.file());
    }

    /** {@return the entry and the window} */
    @Override
    public String toString() {
        return "ReplayGuard[" + name + " in " + keys.file() + ", " + window + "]";
    }
}
