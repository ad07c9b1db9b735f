package io.securechannel.examples.messenger.client;

import io.securechannel.examples.messenger.protocol.ClientMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * What follows from a change: messages to the server and events for the user. They wait here until the change is on the disk
 * ({@link #commit()}); then the worker takes them away, in order. Guarded by the desk's lock.
 */
final class Effects {

    private final List<ChatEvent> stagedEvents = new ArrayList<>();
    private final List<ClientMessage> stagedMessages = new ArrayList<>();
    private final List<Long> stagedAcknowledgements = new ArrayList<>();
    private final List<ChatEvent> events = new ArrayList<>();
    private final List<ClientMessage> messages = new ArrayList<>();

    Effects() {}

    void event(ChatEvent event) {
        stagedEvents.add(event);
    }

    void send(ClientMessage message) {
        stagedMessages.add(message);
    }

    void acknowledge(long delivery) {
        stagedAcknowledgements.add(delivery);
    }

    /** {@return what is told when this change is kept} */
    List<ChatEvent> staged() {
        return List.copyOf(stagedEvents);
    }

    void commit() {
        events.addAll(stagedEvents);
        int most = ClientMessage.MOST_ENTRIES;
        for (int from = 0; from < stagedAcknowledgements.size(); from += most) {
            int to = Math.min(from + most, stagedAcknowledgements.size());
            messages.add(new ClientMessage.Acknowledge(stagedAcknowledgements.subList(from, to)));
        }
        messages.addAll(stagedMessages);
        rollback();
    }

    void rollback() {
        stagedEvents.clear();
        stagedMessages.clear();
        stagedAcknowledgements.clear();
    }

    /** What was for an earlier connection is not for the next: what has to be sent is in the book. */
    void forgetMessages() {
        stagedMessages.clear();
        stagedAcknowledgements.clear();
        messages.clear();
    }

    List<ClientMessage> takeMessages() {
        var taken = List.copyOf(messages);
        messages.clear();
        return taken;
    }

    List<ChatEvent> takeEvents() {
        var taken = List.copyOf(events);
        events.clear();
        return taken;
    }
}
