package io.securechannel.examples.messenger.server;

import io.github.bucket4j.Bucket;
import io.securechannel.SecureChannel;
import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.MailRefusal;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads what one device says, after it was let in. */
final class DeviceHandler {

    /** What makes the server work, or answer at length, counts for more than one message. */
    private static final int PUBLISH_COSTS = RateLimit.DEAREST;

    private static final int ENTRIES_FOR_ONE = 16;
    private static final int NUMBERS_FOR_ONE = 16;
    private static final int LONGEST_PART = 48 << 10;

    private final Services services;
    private final Sessions.Session session;
    private final SecureChannel channel;
    private final Bucket bucket;
    private boolean slowed;

    DeviceHandler(Services services, Sessions.Session session, SecureChannel channel) {
        this.services = services;
        this.session = session;
        this.channel = channel;
        this.bucket = services.rates().of(session.user());
    }

    /** Until either side ends. */
    void serve() throws IOException, InterruptedException {
        for (var message = channel.receive(); message.isPresent(); message = channel.receive()) {
            if (session.outbox().hasEnded()) {
                return;
            }
            handle(ClientMessage.decode(message.get()));
        }
    }

    private void handle(ClientMessage message) throws IOException, InterruptedException {
        if (message instanceof ClientMessage.Send send) {
            pace(1);
            send(send);
        } else if (message instanceof ClientMessage.Acknowledge acknowledge) {
            acknowledge(acknowledge.deliveries());
        } else if (message instanceof ClientMessage.Resume resume) {
            pace(1);
            session.outbox().open();
            services.writer().submit(new Resuming(services, session, resume));
        } else if (message instanceof ClientMessage.Lookup lookup) {
            pace(1 + lookup.users().size() / ENTRIES_FOR_ONE);
            session.outbox().open();
            session.outbox().reply(answer(lookup));
        } else if (message instanceof ClientMessage.Publish publish) {
            pace(PUBLISH_COSTS);
            session.outbox().open();
            services.writer().submit(new Publishing(services, session, publish.prekey()));
        } else {
            throw new SecureChannelException(
                    SecureChannelException.Reason.PROTOCOL_VIOLATION, "a device enters once a connection");
        }
    }

    /**
     * What was delivered here is acknowledged at the addressee's own pace, and once. Other numbers cost their user and nobody else: the
     * store is not asked for them.
     */
    private void acknowledge(List<Long> numbers) throws IOException, InterruptedException {
        var handedOver = session.outbox().acknowledged(numbers);
        int others = numbers.size() - handedOver.size();
        if (others > 0 || handedOver.isEmpty()) {
            pace(1 + others / NUMBERS_FOR_ONE);
        }
        if (!handedOver.isEmpty()) {
            session.outbox().open();
            services.writer().submit(new Forgetting(services, session, handedOver));
        }
    }

    private void send(ClientMessage.Send send) throws IOException, InterruptedException {
        var mail = send.mail();
        session.outbox().open();
        if (mail.from().equals(session.device())) {
            services.writer().submit(new Keeping(services, session, mail, mail.hash()));
            return;
        }
        services.audit().rejected(session, mail, MailRefusal.NOT_YOURS);
        session.outbox()
                .reply(List.of(new ServerMessage.Rejected(mail.to(), mail.sequence(), MailRefusal.NOT_YOURS, 0)));
    }

    private List<ServerMessage.Directory> answer(ClientMessage.Lookup lookup) {
        var entries = new ArrayList<DirectoryEntry>();
        lookup.users().stream()
                .distinct()
                .forEach(user -> services.directory().find(user).ifPresent(entries::add));
        var parts = new ArrayList<ServerMessage.Directory>();
        int from = 0;
        do {
            int to = endOfPart(entries, from);
            parts.add(new ServerMessage.Directory(lookup.request(), entries.subList(from, to), to == entries.size()));
            from = to;
        } while (from < entries.size());
        return parts;
    }

    /** By length: users of many devices must not make an answer that is too long to be sent. */
    private static int endOfPart(List<DirectoryEntry> entries, int from) {
        int length = 0;
        for (int i = from; i < entries.size(); i++) {
            var out = new FieldWriter();
            entries.get(i).write(out);
            length += out.toBytes().length;
            if (i > from && length > LONGEST_PART) {
                return i;
            }
        }
        return entries.size();
    }

    /** Reads no further until the user's bucket has enough; audited once a connection. */
    private void pace(int cost) throws InterruptedException {
        if (bucket.tryConsume(cost)) {
            return;
        }
        if (!slowed) {
            slowed = true;
            services.audit().slowed(session);
        }
        bucket.asBlocking().consume(cost);
    }
}
