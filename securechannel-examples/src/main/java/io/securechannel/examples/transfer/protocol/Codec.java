package io.securechannel.examples.transfer.protocol;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.transfer.protocol.Message.Role;
import io.securechannel.keys.NoisePublicKey;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Messages as bytes: a kind, its fields, nothing after them. Whatever is no message ends in {@link Reason#PROTOCOL_VIOLATION} (FT2). */
public final class Codec {

    /** Before the fields of the first message, so that no other program's first message is taken for it. */
    private static final String LABEL = "SecureChannel file transfer v1\0";

    private static final int HELLO = 1;
    private static final int OFFER = 2;
    private static final int BATCH = 3;
    private static final int PART = 4;
    private static final int END = 5;
    private static final int SKIP = 6;
    private static final int FINISH = 7;
    private static final int HAVE = 16;
    private static final int REFUSED = 17;
    private static final int CHECKING = 18;
    private static final int DONE = 19;
    private static final int FINISHED = 20;
    private static final int STOP = 32;

    private static final int DIRECTORY = 1;
    private static final int FILE = 2;
    private static final int LEAVE = 3;

    private static final int KEY_LENGTH = 32;

    private Codec() {}

    /**
     * {@return the bytes of a message; of a part those before its content}
     *
     * @param message any
     */
    public static byte[] encode(Message message) {
        var bytes = new ByteArrayOutputStream(64);
        try {
            write(message, new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return bytes.toByteArray();
    }

    private static void write(Message message, DataOutputStream out) throws IOException {
        if (message instanceof Message.Hello hello) {
            out.writeByte(HELLO);
            out.writeBytes(LABEL);
            out.writeByte(hello.role().equals(Role.SENDER) ? 0 : 1);
            out.writeByte(hello.key().isPresent() ? 1 : 0);
            if (hello.key().isPresent()) {
                out.write(hello.key().get().bytes());
            }
        } else if (message instanceof Message.Offer offer) {
            out.writeByte(OFFER);
            out.writeLong(offer.items());
            out.writeLong(offer.bytes());
        } else if (message instanceof Message.Batch batch) {
            out.writeByte(BATCH);
            out.writeShort(batch.items().size());
            for (var item : batch.items()) {
                writeItem(item, out);
            }
        } else if (message instanceof Message.Finish) {
            out.writeByte(FINISH);
        } else if (message instanceof Message.Finished) {
            out.writeByte(FINISHED);
        } else if (message instanceof Message.Stop stop) {
            out.writeByte(STOP);
            out.writeByte(stop.why().code());
        } else {
            writeAboutItem(message, out);
        }
    }

    private static void writeAboutItem(Message message, DataOutputStream out) throws IOException {
        if (message instanceof Message.Part part) {
            kind(PART, part.item(), out);
            out.writeLong(part.offset());
        } else if (message instanceof Message.End end) {
            kind(END, end.item(), out);
            out.write(end.hash().bytes());
        } else if (message instanceof Message.Skip skip) {
            kind(SKIP, skip.item(), out);
            out.writeByte(skip.why().map(Refusal::code).orElse(0));
        } else if (message instanceof Message.Have have) {
            kind(HAVE, have.item(), out);
            out.writeLong(have.from());
            out.write(have.hash().bytes());
            out.writeByte(have.whole() ? 1 : 0);
            out.writeByte(have.replaceable() ? 1 : 0);
        } else if (message instanceof Message.Refused refused) {
            kind(REFUSED, refused.item(), out);
            out.writeByte(refused.why().code());
        } else if (message instanceof Message.Checking checking) {
            kind(CHECKING, checking.item(), out);
            out.writeLong(checking.bytes());
        } else if (message instanceof Message.Done done) {
            kind(DONE, done.item(), out);
        }
    }

    private static void kind(int kind, long item, DataOutputStream out) throws IOException {
        out.writeByte(kind);
        out.writeLong(item);
    }

    private static void writeItem(Item item, DataOutputStream out) throws IOException {
        if (item instanceof Item.Directory directory) {
            out.writeByte(DIRECTORY);
            writeText(directory.name(), out);
        } else if (item instanceof Item.File file) {
            out.writeByte(FILE);
            writeText(file.name(), out);
            out.writeLong(file.size());
            writeAttributes(file.attributes(), out);
        } else if (item instanceof Item.Leave leave) {
            out.writeByte(LEAVE);
            writeAttributes(leave.attributes(), out);
        }
    }

    private static void writeText(String text, DataOutputStream out) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(utf8.length);
        out.write(utf8);
    }

    private static void writeAttributes(Attributes attributes, DataOutputStream out) throws IOException {
        out.writeShort(attributes.mode());
        var modified = attributes.modified();
        out.writeLong(modified.getEpochSecond());
        out.writeInt(modified.getNano());
    }

    /**
     * Reads a message.
     *
     * @param in the whole message; after a {@link Message.Part} its content is left in it
     * @return what it says
     * @throws SecureChannelException PROTOCOL_VIOLATION if it is none
     * @throws IOException if it cannot be read
     */
    public static Message decode(InputStream in) throws IOException {
        var fields = new Fields(in);
        var message = read(fields.u8(), fields);
        if (!(message instanceof Message.Part)) {
            fields.end();
        }
        return message;
    }

    private static Message read(int kind, Fields in) throws IOException {
        return switch (kind) {
            case HELLO -> hello(in);
            case OFFER -> new Message.Offer(in.count(), in.count());
            case BATCH -> new Message.Batch(items(in));
            case PART -> new Message.Part(in.count(), in.count());
            case END -> new Message.End(in.count(), in.hash());
            case SKIP -> skip(in);
            case FINISH -> new Message.Finish();
            case HAVE -> new Message.Have(in.count(), in.count(), in.hash(), in.flag(), in.flag());
            case REFUSED -> new Message.Refused(in.count(), refusal(in.u8()));
            case CHECKING -> new Message.Checking(in.count(), in.count());
            case DONE -> new Message.Done(in.count());
            case FINISHED -> new Message.Finished();
            case STOP -> new Message.Stop(refusal(in.u8()));
            default -> throw Fields.violation("is of the unknown kind " + kind);
        };
    }

    private static Message hello(Fields in) throws IOException {
        var label = new String(in.fixed(LABEL.length()), StandardCharsets.ISO_8859_1);
        if (!label.equals(LABEL)) {
            throw Fields.violation("is no greeting of a file transfer, or of another version: run the same version of"
                    + " send-file and receive-file at both ends");
        }
        var role = in.flag() ? Role.RECEIVER : Role.SENDER;
        if (!in.flag()) {
            return new Message.Hello(role, Optional.empty());
        }
        try {
            return new Message.Hello(role, Optional.of(NoisePublicKey.of(in.fixed(KEY_LENGTH))));
        } catch (KeyMaterialException e) {
            throw new SecureChannelException(Reason.PROTOCOL_VIOLATION, "the peer's greeting has no usable key", e);
        }
    }

    private static Message skip(Fields in) throws IOException {
        long item = in.count();
        int code = in.u8();
        return new Message.Skip(item, code == 0 ? Optional.empty() : Optional.of(refusal(code)));
    }

    private static Refusal refusal(int code) throws SecureChannelException {
        return Refusal.of(code).orElseThrow(() -> Fields.violation("names the unknown reason " + code));
    }

    private static List<Item> items(Fields in) throws IOException {
        int count = in.u16();
        if (count == 0 || count > Limits.BATCH) {
            throw Fields.violation("has " + count + " items; 1 to " + Limits.BATCH + " there may be");
        }
        var items = new ArrayList<Item>();
        for (int i = 0; i < count; i++) {
            items.add(item(in));
        }
        return items;
    }

    private static Item item(Fields in) throws IOException {
        int kind = in.u8();
        return switch (kind) {
            case DIRECTORY -> new Item.Directory(in.name());
            case FILE -> new Item.File(in.name(), in.count(), attributes(in));
            case LEAVE -> new Item.Leave(attributes(in));
            default -> throw Fields.violation("has an item of the unknown kind " + kind);
        };
    }

    private static Attributes attributes(Fields in) throws IOException {
        int mode = in.u16();
        if (mode != Attributes.NO_MODE && (mode & ~Attributes.MODES) != 0) {
            throw Fields.violation("has permissions of more than nine bits");
        }
        long seconds = in.i64();
        int nanos = in.i32();
        if (seconds < Attributes.EARLIEST.getEpochSecond()
                || seconds > Attributes.LATEST.getEpochSecond()
                || nanos < 0
                || nanos > 999_999_999) {
            throw Fields.violation("has a time that is none");
        }
        return new Attributes(mode, Instant.ofEpochSecond(seconds, nanos));
    }
}
