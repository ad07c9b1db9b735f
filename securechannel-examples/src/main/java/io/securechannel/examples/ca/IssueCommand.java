package io.securechannel.examples.ca;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.examples.console.Table;
import io.securechannel.examples.inspect.CertificateView;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a key and issues a certificate for it. */
@Command(
        name = "issue",
        description = {
            "Makes a new key and issues its certificate. Both go into the key store, or into files by --out.",
            "--renew does it again for what this authority has issued: the same names, a new key. Programs that take it from"
                    + " the key store show it from then on."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ca issue --server chat.example --host 10.0.0.7 --days 90",
            "  ca issue --client ada --out for-ada",
            "  ca issue --renew chat.example"
        })
final class IssueCommand extends AuthorityCommand {

    @ArgGroup(multiplicity = "1")
    private @Nullable What what;

    @Mixin
    private KeyOptions key = new KeyOptions();

    @Option(
            names = "--as",
            paramLabel = "NAME",
            description =
                    "What it is called in the key store or, with .crt and .key, in files (default: its first name).")
    private @Nullable String entry;

    @Mixin
    private Delivery delivery = new Delivery();

    IssueCommand() {}

    @Override
    protected void check() {
        if (what != null && what.renewed != null && (delivery.wanted() || entry != null)) {
            throw usage("--renew is for what is in the key store, under the name that it has");
        }
        if (delivery.plain() && !delivery.wanted()) {
            throw usage("--plain is for files: --out DIR");
        }
    }

    @Override
    int run(CertificateAuthority authority, KeyStoreManager keys) throws Exception {
        if (what != null && what.renewed != null) {
            return renew(authority, keys, what.renewed);
        }
        var profiles = what == null ? new Profiles() : what.profiles;
        var name = entry == null ? profiles.name() : entry;
        var profile = with(profiles.profile());
        if (delivery.wanted()) {
            delivery.prepare(name);
        } else {
            requireFree(keys, name);
        }
        var identity = authority.issue(profile);
        tell(name, identity);
        if (delivery.wanted()) {
            out().println(delivery.write(identity, name));
        } else {
            keys.put(name, identity);
        }
        return DONE;
    }

    private int renew(CertificateAuthority authority, KeyStoreManager keys, String name)
            throws KeyMaterialException, IOException {
        var old = keys.get(name, Identity.class).certificate();
        if (old.getBasicConstraints() >= 0) {
            throw usage("the certificate of an authority is not renewed: make a new one by \"ca intermediate\"");
        }
        if (authority.find(old.getSerialNumber()).isEmpty()) {
            throw new KeyMaterialException(
                    Reason.MISSING,
                    "this authority has not issued that certificate: --name says which has, or issue a new one");
        }
        var identity = authority.issue(with(CertificateProfile.like(old)));
        var entryInfo = keys.rotate(name, identity);
        tell(name, identity);
        out().println("it is version " + entryInfo.version() + " now; the certificate before it stays valid until "
                + new CertificateView(old).notAfter() + " unless it is revoked: ca revoke "
                + new CertificateView(old).serial());
        return DONE;
    }

    private CertificateProfile with(CertificateProfile profile) {
        var changed =
                key.keyType().isPresent() ? profile.withKeyType(key.keyType().get()) : profile;
        return key.validity().isPresent() ? changed.withValidity(key.validity().get()) : changed;
    }

    private void tell(String name, Identity identity) {
        var view = new CertificateView(identity.certificate());
        out().println(Table.visible(name + ": " + view.subject() + " " + view.names() + ", " + view.key() + ", until "
                + view.notAfter() + ", serial " + view.serial()));
    }

    /** Something new, or the same again. */
    private static final class What {

        @ArgGroup(exclusive = false, multiplicity = "1")
        private Profiles profiles = new Profiles();

        @Option(
                names = "--renew",
                paramLabel = "NAME",
                required = true,
                description = "Issue again what has this name in the key store.")
        private @Nullable String renewed;

        What() {}
    }
}
