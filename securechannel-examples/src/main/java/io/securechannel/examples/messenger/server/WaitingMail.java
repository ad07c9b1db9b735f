package io.securechannel.examples.messenger.server;

import io.securechannel.examples.messenger.protocol.DeviceId;
import java.util.HashMap;
import java.util.Map;

/** Counts what waits in a store of one server, without a question to the database. */
final class WaitingMail implements MailCounts {

    private final ServerLimits.Mailboxes limits;
    private final Map<DeviceId, Mailbox> mailboxes = new HashMap<>();
    private final Map<String, Amount> bySender = new HashMap<>();
    private long allBytes;

    WaitingMail(ServerLimits.Mailboxes limits) {
        this.limits = limits;
    }

    /** Some mails. */
    private static final class Amount {

        private int mails;
        private long bytes;

        boolean hasRoom(ServerLimits.Share limit, int size) {
            return mails < limit.mails() && bytes + size <= limit.bytes();
        }

        void add(int count, long size) {
            mails += count;
            bytes += size;
        }
    }

    /** What waits for one device. Notices have room of their own, so that they keep no mail out. */
    private static final class Mailbox {

        private final Amount all = new Amount();
        private final Map<String, Amount> bySender = new HashMap<>();
        private int notices;

        boolean isEmpty() {
            return all.mails == 0 && notices == 0;
        }
    }

    @Override
    public boolean hasRoom(DeviceId addressee, String sender, int size) {
        var mailbox = mailboxes.getOrDefault(addressee, new Mailbox());
        return allBytes + size <= limits.allBytes()
                && mailbox.all.hasRoom(limits.device(), size)
                && mailbox.bySender.getOrDefault(sender, new Amount()).hasRoom(limits.fromOne(), size)
                && bySender.getOrDefault(sender, new Amount()).hasRoom(limits.sender(), size);
    }

    @Override
    public void add(DeviceId addressee, String sender, int size) {
        var mailbox = mailbox(addressee);
        mailbox.all.add(1, size);
        change(mailbox.bySender, sender, 1, size);
        change(bySender, sender, 1, size);
        allBytes += size;
    }

    @Override
    public void remove(DeviceId addressee, String sender, int size) {
        var mailbox = mailbox(addressee);
        mailbox.all.add(-1, -size);
        change(mailbox.bySender, sender, -1, -size);
        change(bySender, sender, -1, -size);
        allBytes -= size;
        removeIfEmpty(addressee, mailbox);
    }

    @Override
    public boolean hasRoomForNotice(DeviceId addressee) {
        return mailboxes.getOrDefault(addressee, new Mailbox()).notices
                < limits.device().mails();
    }

    @Override
    public void addNotice(DeviceId addressee) {
        mailbox(addressee).notices++;
    }

    @Override
    public void removeNotice(DeviceId addressee) {
        var mailbox = mailbox(addressee);
        if (--mailbox.notices < 0) {
            throw new IllegalStateException("a notice was not counted");
        }
        removeIfEmpty(addressee, mailbox);
    }

    @Override
    public void removeAll(DeviceId addressee) {
        var mailbox = mailboxes.remove(addressee);
        if (mailbox != null) {
            mailbox.bySender.forEach((sender, amount) -> change(bySender, sender, -amount.mails, -amount.bytes));
            allBytes -= mailbox.all.bytes;
        }
    }

    private Mailbox mailbox(DeviceId addressee) {
        return mailboxes.computeIfAbsent(addressee, device -> new Mailbox());
    }

    private void removeIfEmpty(DeviceId addressee, Mailbox mailbox) {
        if (mailbox.isEmpty()) {
            mailboxes.remove(addressee);
        }
    }

    private static void change(Map<String, Amount> amounts, String sender, int count, long size) {
        var amount = amounts.computeIfAbsent(sender, user -> new Amount());
        amount.add(count, size);
        if (amount.mails < 0) {
            throw new IllegalStateException("a mail was not counted");
        }
        if (amount.mails == 0) {
            amounts.remove(sender);
        }
    }
}
