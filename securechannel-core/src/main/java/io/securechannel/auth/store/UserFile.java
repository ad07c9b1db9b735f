package io.securechannel.auth.store;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.Sha256;
import io.securechannel.secret.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The form of a file of users: lines of UTF-8, each a JSON object with its members in this order. Users are in the order of
 * their names, invitations in that of theirs. The first line and the last are so in every version of the form.
 *
 * <pre>
 * {"securechannel-users":1}
 * {"secret":"BASE64"}
 * {"user":"ada","revision":1,"enabled":true,"credentialsSince":"2026-11-21T10:00:00Z","lastStep":-1,
 *  "password":"SCRAM-SHA-256$…","secondStep":"BASE64","attributes":{"role":"admin"}}    password, secondStep: or not there
 * {"invitation":"SHA-256 IN HEX","expires":"2026-11-21T10:00:00Z"}
 * {"sha256":"OF ALL LINES BEFORE, IN HEX"}
 * </pre>
 */
final class UserFile {

    /** Some 40,000 users. */
    static final int LARGEST = 16 << 20;

    private static final int VERSION = 1;

    private static final String MAGIC = "{\"securechannel-users\":";
    private static final String CHECKSUM = "{\"sha256\":\"";

    /** The checksum's line: hexadecimal, a quotation mark, a brace and the line's end are after its beginning. */
    private static final int CHECKSUM_LENGTH = CHECKSUM.length() + 64 + 3;

    private UserFile() {}

    static byte[] write(UserTable table) {
        var text = new StringBuilder();
        text.append(MAGIC).append(VERSION).append("}\n");
        text.append(table.useSecret(UserLine::ofSecret)).append('\n');
        table.users().forEach(stored -> text.append(UserLine.of(stored)).append('\n'));
        table.invitations()
                .forEach((invitation, expires) ->
                        text.append(UserLine.of(invitation, expires)).append('\n'));
        byte[] lines = text.toString().getBytes(StandardCharsets.UTF_8);
        byte[] checksum = checksumLine(lines, lines.length);
        var file = Arrays.copyOf(lines, lines.length + checksum.length);
        System.arraycopy(checksum, 0, file, lines.length, checksum.length);
        return file;
    }

    /**
     * Reads a file.
     *
     * @param bytes whatever was found
     * @param source what errors call it
     * @return what it holds
     * @throws KeyMaterialException MALFORMED if it is no such file, or not in this form; DAMAGED if it was, and has changed;
     *     TOO_NEW if it is whole, and in a later form
     */
    static UserTable parse(byte[] bytes, String source) throws KeyMaterialException {
        byte[] magic = MAGIC.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < magic.length || !Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length)) {
            throw new KeyMaterialException(
                    Reason.MALFORMED, source + " is not a file of users of this library: check its name");
        }
        int length = bytes.length - CHECKSUM_LENGTH;
        if (length < 0
                || !Arrays.equals(bytes, length, bytes.length, checksumLine(bytes, length), 0, CHECKSUM_LENGTH)) {
            throw new KeyMaterialException(
                    Reason.DAMAGED,
                    source + " is not as it was written, or not whole: look at the disk, and restore it from a backup");
        }
        var lines = decode(Arrays.copyOf(bytes, length), source).split("\n", -1);
        requireVersion(lines[0], source);
        return parse(lines, source);
    }

    private static UserTable parse(String[] lines, String source) throws KeyMaterialException {
        int number = 1;
        try (var secret = UserLine.secret(line(lines, number))) {
            var table = new UserTable(secret.use(SecretBytes::copyOf));
            try {
                for (number = 2; number < lines.length - 1; number++) {
                    UserLine.readInto(table, lines[number]);
                }
                requireEnd(line(lines, number));
                return table;
            } catch (IOException | RuntimeException e) {
                table.close();
                throw e;
            }
        } catch (IOException | IllegalArgumentException | IllegalStateException | DateTimeException e) {
            // Without the cause, which may quote the line.
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    source + " is whole, but line " + (number + 1)
                            + " is not in the form of a file of users: restore it from a backup");
        }
    }

    private static void requireEnd(String rest) {
        if (!rest.isEmpty()) {
            throw new IllegalArgumentException("the last line has no end");
        }
    }

    private static String line(String[] lines, int number) {
        if (number >= lines.length) {
            throw new IllegalArgumentException("a line is missing");
        }
        return lines[number];
    }

    private static void requireVersion(String line, String source) throws KeyMaterialException {
        var digits = line.substring(MAGIC.length(), Math.max(MAGIC.length(), line.length() - 1));
        if (line.endsWith("}") && digits.equals(Integer.toString(VERSION))) {
            return;
        }
        boolean later = line.endsWith("}") && digits.matches("[1-9][0-9]{0,8}");
        throw later
                ? new KeyMaterialException(
                        Reason.TOO_NEW,
                        source + " is a file of users of version " + digits + ", and this version of the library knows "
                                + VERSION + ": update the library")
                : new KeyMaterialException(
                        Reason.MALFORMED, source + " is not a file of users of this library: its version is no number");
    }

    private static byte[] checksumLine(byte[] bytes, int length) {
        var line = CHECKSUM + HexFormat.of().formatHex(Sha256.of(bytes, length)) + "\"}\n";
        return line.getBytes(StandardCharsets.UTF_8);
    }

    private static String decode(byte[] bytes, String source) throws KeyMaterialException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new KeyMaterialException(
                    Reason.MALFORMED, source + " is not text in UTF-8: restore it from a backup");
        }
    }
}
