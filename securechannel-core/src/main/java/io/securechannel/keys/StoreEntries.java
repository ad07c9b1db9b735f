package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.store.StoreContent;
import io.securechannel.internal.store.StoreEntry;
import io.securechannel.internal.store.StoreVersion;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The entries of a content with their types: what may be read, and what a change makes of it. Nothing is written here.
 *
 * @param content what the file holds
 * @param file what errors call it
 * @param clock what time it is
 */
record StoreEntries(StoreContent content, String file, InstantSource clock) {

    /** One change. */
    @FunctionalInterface
    interface Edit {
        StoreContent apply(StoreEntries entries) throws KeyMaterialException;
    }

    StoreContent put(String name, KeyMaterial material, String note) throws KeyMaterialException {
        var taken = content.find(name);
        if (taken.isPresent()) {
            throw new KeyMaterialException(
                    Reason.ALREADY_THERE,
                    file + " holds " + article(kind(taken.get())) + " under the name \"" + name
                            + "\" already: rotate it, delete it, or take another name");
        }
        return content.with(
                new StoreEntry(name, MaterialCodec.kind(material).number(), note, List.of(version(1, material))));
    }

    StoreContent rotate(String name, KeyMaterial fresh) throws KeyMaterialException {
        var entry = require(name, MaterialCodec.kind(fresh));
        var versions = new ArrayList<StoreVersion>();
        versions.add(version(entry.primary().number() + 1, fresh));
        versions.addAll(entry.versions());
        return content.with(new StoreEntry(name, entry.kind(), entry.note(), versions));
    }

    /** Puts in known peers of one name, newest first, in place of those that are there; of these, who stays keeps number and date. */
    StoreContent known(String name, List<KnownPeer> peers) throws KeyMaterialException {
        var there = content.find(name);
        var before = there.isEmpty() ? List.<KnownPeer>of() : versions(name, KnownPeer.class, Integer.MAX_VALUE);
        var versions = new ArrayList<StoreVersion>();
        int last = there.map(entry -> entry.primary().number()).orElse(0);
        for (int i = peers.size() - 1; i >= 0; i--) {
            int found = before.indexOf(peers.get(i));
            if (found < 0) {
                last++;
            }
            versions.add(
                    0,
                    found < 0
                            ? version(last, peers.get(i))
                            : there.orElseThrow().versions().get(found));
        }
        return content.with(new StoreEntry(
                name, EntryKind.KNOWN_PEER.number(), there.map(StoreEntry::note).orElse(""), versions));
    }

    StoreContent note(String name, String note) throws KeyMaterialException {
        var entry = require(name);
        return content.with(new StoreEntry(name, entry.kind(), note, entry.versions()));
    }

    StoreContent prune(String name) throws KeyMaterialException {
        var entry = require(name);
        return content.with(new StoreEntry(name, entry.kind(), entry.note(), List.of(entry.primary())));
    }

    StoreContent delete(String name) throws KeyMaterialException {
        return content.without(require(name).name());
    }

    @SuppressWarnings("ReferenceEquality") // the very same object says that nothing is to be changed
    <M extends KeyMaterial> StoreContent update(String name, Class<M> type, KeyStoreManager.Update<M> change)
            throws KeyMaterialException {
        var kind = EntryKind.of(type);
        if (content.find(name).isEmpty()) {
            return put(name, change.apply(Optional.empty()), "");
        }
        var entry = require(name, kind);
        var current = versions(name, type, 1).get(0);
        var changed = change.apply(Optional.of(current));
        return changed == current
                ? content
                : content.with(new StoreEntry(
                        name,
                        kind.number(),
                        entry.note(),
                        List.of(version(entry.primary().number() + 1, changed))));
    }

    <M extends KeyMaterial> List<M> versions(String name, Class<M> type, int most) throws KeyMaterialException {
        kind(require(name)); // one that is not known here is told before the type is looked at
        var kind = EntryKind.of(type);
        var entry = require(name, kind);
        var found = new ArrayList<M>();
        for (var version : entry.versions().stream().limit(most).toList()) {
            found.add(type.cast(MaterialCodec.decode(kind, version.material(), source(entry))));
        }
        return List.copyOf(found);
    }

    /** The certificates of all versions of a trusted certificate, or of an authority whose key is here as well. */
    List<X509Certificate> trusted(String name) throws KeyMaterialException {
        var entry = require(name);
        var certificates = new ArrayList<X509Certificate>();
        if (kind(entry) == EntryKind.TLS_IDENTITY) {
            for (var version : entry.versions()) {
                certificates.add(
                        MaterialCodec.chain(version.material(), source(entry)).get(0));
            }
        }
        boolean authorities =
                !certificates.isEmpty() && certificates.stream().allMatch(each -> each.getBasicConstraints() >= 0);
        if (authorities) {
            return certificates;
        }
        return versions(name, TrustedCertificate.class, Integer.MAX_VALUE).stream()
                .map(TrustedCertificate::certificate)
                .toList();
    }

    List<EntryInfo> list() throws KeyMaterialException {
        var infos = new ArrayList<EntryInfo>();
        for (var entry : content.entries()) {
            infos.add(info(entry));
        }
        return List.copyOf(infos);
    }

    EntryInfo info(String name) throws KeyMaterialException {
        return info(require(name));
    }

    boolean holds(String name) {
        return content.find(name).isPresent();
    }

    StoreEntry require(String name) throws KeyMaterialException {
        return content.find(name)
                .orElseThrow(() -> new KeyMaterialException(
                        Reason.MISSING,
                        file + " holds nothing under the name \"" + name + "\"; it holds "
                                + content.entries().stream()
                                        .map(StoreEntry::name)
                                        .toList()));
    }

    StoreEntry require(String name, EntryKind wanted) throws KeyMaterialException {
        var entry = require(name);
        if (kind(entry) != wanted) {
            throw new KeyMaterialException(
                    Reason.WRONG_KIND,
                    source(entry) + " is " + article(kind(entry)) + ", and " + article(wanted) + " was asked for");
        }
        return entry;
    }

    EntryKind kind(StoreEntry entry) throws KeyMaterialException {
        return EntryKind.of(entry.kind())
                .orElseThrow(() -> new KeyMaterialException(
                        Reason.TOO_NEW,
                        source(entry) + " is of a kind that this version of the library does not know: update it"));
    }

    String source(StoreEntry entry) {
        return "\"" + entry.name() + "\" in " + file;
    }

    private EntryInfo info(StoreEntry entry) throws KeyMaterialException {
        var kind = EntryKind.of(entry.kind()).orElse(EntryKind.UNKNOWN);
        var primary = entry.primary();
        return new EntryInfo(
                entry.name(),
                kind,
                kind == EntryKind.UNKNOWN
                        ? "of a later version of the library"
                        : MaterialText.of(kind, primary.material(), source(entry)),
                primary.number(),
                entry.versions().size(),
                primary.created(),
                entry.note());
    }

    private StoreVersion version(int number, KeyMaterial material) throws KeyMaterialException {
        return new StoreVersion(number, clock.instant().truncatedTo(ChronoUnit.MILLIS), MaterialCodec.encode(material));
    }

    private static String article(EntryKind kind) {
        return switch (kind) {
            case TLS_IDENTITY -> "a TLS identity";
            case NOISE_KEY -> "a Noise key";
            case ENVELOPE_KEY -> "an envelope key";
            case SIGNING_KEY -> "a signing key";
            case TRUSTED_CERTIFICATE -> "a trusted certificate";
            case KNOWN_PEER -> "a known peer";
            case SHARED_SECRET -> "a shared secret";
            case DATA -> "data of an application";
            case UNKNOWN -> "of an unknown kind";
        };
    }
}
