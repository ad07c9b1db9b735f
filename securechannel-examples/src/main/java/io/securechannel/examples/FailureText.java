package io.securechannel.examples;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.console.Table;
import java.net.BindException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import picocli.CommandLine;

/** The one line on standard error by which a command fails. Where the library advises a call of its API, this names the option that makes it. */
final class FailureText {

    private FailureText() {}

    /** {@return what failed, in one line, and by which option it is mended} */
    static String of(Exception failure, CommandLine command) {
        return oneLine(failure) + port(failure, command);
    }

    private static String oneLine(Exception failure) {
        var message = Objects.requireNonNullElse(failure.getMessage(), "");
        if (failure instanceof FileSystemException file && file.getReason() == null) {
            message = message
                    + (failure instanceof NoSuchFileException
                            ? ": no such file"
                            : " (" + failure.getClass().getSimpleName() + ")");
        }
        var text = message.isBlank() ? failure.getClass().getSimpleName() : message;
        return Table.visible(text.strip().replaceAll("\\s*\\R\\s*", " ")) + reason(failure);
    }

    private static String reason(Exception failure) {
        if (failure instanceof SecureChannelException wire) {
            return " (" + wire.reason() + option(wire.reason()) + ")";
        }
        return failure instanceof KeyMaterialException keys ? " (" + keys.reason() + option(keys.reason()) + ")" : "";
    }

    /** The library's advice names its API; here the same is an option. */
    private static String option(SecureChannelException.Reason reason) {
        return switch (reason) {
            case UNTRUSTED_CERTIFICATE -> ": the right authority belongs into FILE of --ca FILE";
            case CLIENT_CERTIFICATE_MISSING -> ": give a certificate by --cert FILE --key FILE";
            case LOGIN_REQUIRED ->
                ": log in by --user NAME, --token-file FILE, --by-certificate or --by-key; a second step by --code";
            case SIGN_UP_REFUSED -> ": --invitation TOKEN, or another name; the server says by --sign-up who may";
            case UNKNOWN_PEER, PEER_KEY_CHANGED ->
                ": nothing is confirmed; at a terminal you are asked, and --server-key scn1… says whom to believe without";
            case NO_COMMON_SUITE ->
                ": over Noise --shared-secret at both ends or at neither, --classical at the server if at the client, and"
                        + " --key or --identity at the client where the server has --client-key";
            case ALPN_MISMATCH -> ": --raw at both ends, or at neither";
            default -> "";
        };
    }

    /** The same for envelopes and signatures; no other command ends with these reasons. */
    private static String option(KeyMaterialException.Reason reason) {
        return switch (reason) {
            case WRONG_CONTEXT -> ": --context TEXT as whoever sealed it said";
            case NOT_SIGNED -> ": --unsigned takes it from anybody";
            case UNKNOWN_SENDER -> ": --from FILE, or --from-both FILE FILE, says who is expected";
            case NOT_ADDRESSED -> ": --accept-rewrapped takes what others pass on";
            default -> "";
        };
    }

    /** What to do about a port that is taken. The library cannot know that here it is an option. */
    private static String port(Exception failure, CommandLine command) {
        boolean taken = failure.getCause() instanceof BindException bind
                && Objects.requireNonNullElse(bind.getMessage(), "").contains("already in use");
        if (!taken) {
            return "";
        }
        var option = command.getCommandSpec().findOption("--port") == null ? "--listen" : "--port";
        return ": another program listens there; end it, or take another port by " + option;
    }

    /** The JDK checks the range of ports, and so the examples need not. */
    static boolean isAboutPort(Exception failure) {
        return Objects.requireNonNullElse(failure.getMessage(), "").startsWith("port out of range");
    }
}
