package io.securechannel.examples.envelopes;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.hybrid.Progress;
import io.securechannel.hybrid.Provenance;
import io.securechannel.hybrid.Sender;
import io.securechannel.hybrid.SignedOpener;
import io.securechannel.hybrid.UnsignedOpener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Opens an envelope, signed or not, and says in one line what people should know about where it comes from. */
interface ContentOpener {

    String open(Path envelope, Path plaintext, Progress progress) throws IOException, KeyMaterialException;

    String open(InputStream envelope, OutputStream plaintext, Progress progress)
            throws IOException, KeyMaterialException;

    /** Looks beside the file for what re-wrapping has left there, as streams cannot. */
    String open(Path envelope, OutputStream plaintext) throws IOException, KeyMaterialException;

    static ContentOpener of(UnsignedOpener opener, byte[] context) {
        return new ContentOpener() {

            private static final String NOBODY = "not signed: nothing is known about who sealed it";

            @Override
            public String open(Path envelope, Path plaintext, Progress progress)
                    throws IOException, KeyMaterialException {
                try {
                    opener.open(envelope, plaintext, context, progress);
                } catch (KeyMaterialException e) {
                    throw inOptions(e);
                }
                return NOBODY;
            }

            @Override
            public String open(InputStream envelope, OutputStream plaintext, Progress progress)
                    throws IOException, KeyMaterialException {
                try {
                    opener.open(envelope, plaintext, context, progress);
                } catch (KeyMaterialException e) {
                    throw inOptions(e);
                }
                return NOBODY;
            }

            @Override
            public String open(Path envelope, OutputStream plaintext) throws IOException, KeyMaterialException {
                try (var content = opener.openFile(envelope, context)) {
                    copy(content, plaintext);
                } catch (KeyMaterialException e) {
                    throw inOptions(e);
                }
                return NOBODY;
            }
        };
    }

    /** The library's advice names its API. */
    private static KeyMaterialException inOptions(KeyMaterialException refused) {
        return refused.reason() == Reason.WRONG_KIND
                ? new KeyMaterialException(
                        Reason.WRONG_KIND,
                        "this envelope is signed: say by whom, by --from FILE, in place of --unsigned",
                        refused)
                : refused;
    }

    private static void copy(SeekableByteChannel content, OutputStream plaintext)
            throws IOException, KeyMaterialException {
        try {
            Channels.newInputStream(content).transferTo(plaintext);
        } catch (IOException e) {
            if (e.getCause() instanceof KeyMaterialException refused) {
                throw refused;
            }
            throw e;
        }
    }

    /** Signed by one of those who are known, whom the command line calls so. */
    static ContentOpener of(SignedOpener opener, byte[] context, Map<Sender, String> known) {
        return new ContentOpener() {

            @Override
            public String open(Path envelope, Path plaintext, Progress progress)
                    throws IOException, KeyMaterialException {
                return text(opener.open(envelope, plaintext, context, progress));
            }

            @Override
            public String open(InputStream envelope, OutputStream plaintext, Progress progress)
                    throws IOException, KeyMaterialException {
                return text(opener.open(envelope, plaintext, context, progress));
            }

            @Override
            public String open(Path envelope, OutputStream plaintext) throws IOException, KeyMaterialException {
                try (var content = opener.openFile(envelope, context)) {
                    copy(content, plaintext);
                    return text(content.provenance());
                }
            }

            private String text(Provenance from) {
                return "signed by " + from.sender() + " (" + known.get(from.sender()) + "), by that clock at "
                        + from.signedAt().truncatedTo(ChronoUnit.SECONDS)
                        + (from.addressedToMe()
                                ? ""
                                : "; it was addressed to others, and somebody has passed it on; its sender meant "
                                        + String.join(", ", from.audience()));
            }
        };
    }
}
