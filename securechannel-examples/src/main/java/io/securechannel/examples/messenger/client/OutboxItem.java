package io.securechannel.examples.messenger.client;

import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.Octets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Something that this user has said, until the server has all mails of it. */
final class OutboxItem {

    private static final int OF_AN_ADDRESSEE = 40;

    private final long number;
    private final Conversation conversation;
    private final Payload payload;
    private final Optional<ChatMessage> message;
    private final Set<Addressee> unsealed = new LinkedHashSet<>();
    private final int length;
    private final Set<String> unsure = new LinkedHashSet<>();
    private boolean reached;
    private int unaccepted;

    OutboxItem(long number, Conversation conversation, Payload payload, Optional<ChatMessage> message) {
        this.number = number;
        this.conversation = conversation;
        this.payload = payload;
        this.message = message;
        this.length = payload.encode().length
                + message.map(each -> each.text().length()).orElse(0);
    }

    /** How much of the book it takes, about. */
    int length() {
        return length + unsealed.size() * OF_AN_ADDRESSEE;
    }

    /** Whether it is for whoever was there then, and not for somebody in particular, as a list of devices is. */
    boolean isForAll() {
        return conversation instanceof Conversation.Broadcast && payload instanceof Payload.Text;
    }

    /**
     * For whom it is still to be sealed.
     *
     * @param user whom
     * @param device the one of theirs for which it is left, or is sealed again; empty for all that they have
     */
    record Addressee(String user, Optional<DeviceId> device) {

        static Addressee all(String user) {
            return new Addressee(user, Optional.empty());
        }

        static Addressee one(String user, DeviceId device) {
            return new Addressee(user, Optional.of(device));
        }
    }

    long number() {
        return number;
    }

    Conversation conversation() {
        return conversation;
    }

    Payload payload() {
        return payload;
    }

    /** As it stands in the history; empty for what no person has written. */
    Optional<ChatMessage> message() {
        return message;
    }

    void addressTo(Collection<String> users) {
        for (var user : users) {
            unsealed.removeIf(each -> each.user().equals(user));
            unsealed.add(Addressee.all(user));
        }
    }

    void addressTo(String user, DeviceId device) {
        if (!unsealed.contains(Addressee.all(user))) {
            unsealed.add(Addressee.one(user, device));
        }
    }

    Set<Addressee> unsealed() {
        return unsealed;
    }

    /** Whether somebody has it, and nobody may lack it. */
    boolean reached() {
        return reached && unsure.isEmpty();
    }

    /** The server has another mail under the number of one for this user: that it has the number says nothing about this. */
    void numberTaken(String user) {
        unsure.add(user);
    }

    /** {@return who may never get it} */
    Set<String> unsure() {
        return unsure;
    }

    /** Whether no device can have it. */
    boolean isWhollyHere() {
        return !reached && unaccepted == 0;
    }

    void reachedSomebody() {
        reached = true;
    }

    void sealedOnce() {
        unaccepted++;
    }

    void takenOut() {
        unaccepted--;
    }

    /** Whether nothing is left to be sealed or accepted. */
    boolean done() {
        return unsealed.isEmpty() && unaccepted == 0;
    }

    void write(FieldWriter out) {
        out.u64(number);
        Fields.conversation(out, conversation);
        out.longOctets(Octets.of(payload.encode()));
        out.u8(message.isPresent() ? 1 : 0);
        message.ifPresent(each -> Fields.message(out, each));
        out.u8(reached ? 1 : 0);
        Fields.users(out, unsure);
        Fields.size(out, unsealed.size());
        for (var each : unsealed) {
            out.text(each.user()).u8(each.device().isPresent() ? 1 : 0);
            each.device().ifPresent(device -> out.fixed(device.octets()));
        }
    }

    static OutboxItem read(FieldReader in) throws SecureChannelException {
        long number = in.count();
        var conversation = Fields.conversation(in);
        var payload = Payload.decode(in.longOctets().bytes())
                .orElseThrow(() -> in.violation("has a payload of an unknown kind"));
        Optional<ChatMessage> message = in.flag() ? Optional.of(Fields.message(in)) : Optional.empty();
        var item = new OutboxItem(number, conversation, payload, message);
        item.reached = in.flag();
        item.unsure.addAll(Fields.users(in));
        for (int left = Fields.size(in); left > 0; left--) {
            var user = in.user();
            Optional<DeviceId> device = in.flag() ? Optional.of(DeviceId.read(in)) : Optional.empty();
            item.unsealed.add(new Addressee(user, device));
        }
        return item;
    }
}
