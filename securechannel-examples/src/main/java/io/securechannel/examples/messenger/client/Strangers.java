package io.securechannel.examples.messenger.client;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps within bounds what a server, or users to whom this one has never said anything, can make a client remember: the book is one
 * entry of the key store, which has a largest size, and is written at every change. A stranger is a user whom this one has not
 * verified, to whom nothing was sealed and nothing waits, and who is in no room of this one. Of too many the oldest are forgotten, first those
 * who never said anything: their next message is as of somebody new.
 */
final class Strangers {

    static final int MOST = 1_024;

    private final Book book;
    private final Set<String> near = new HashSet<>();

    private Strangers(Book book) {
        this.book = book;
    }

    /** {@return the users who were forgotten} */
    static List<String> forget(Book book) {
        return forget(book, MOST);
    }

    static List<String> forget(Book book, int most) {
        book.rows().forgetIncoming(device -> book.contacts().lists(device));
        forgetOutgoing(book);
        return book.contacts().size() <= most ? List.of() : new Strangers(book).beyond(most);
    }

    private static void forgetOutgoing(Book book) {
        if (book.rows().hasManyOutgoing()) {
            var kept = book.contacts().devices();
            kept.addAll(book.outbox().devices());
            book.rows().forgetOutgoing(kept);
        }
    }

    private List<String> beyond(int most) {
        near.addAll(book.rows().users());
        book.outbox().items().forEach(item -> item.unsealed().forEach(each -> near.add(each.user())));
        book.rooms().all().forEach(room -> near.addAll(room.info().members()));
        book.rooms().invitations().forEach(each -> near.addAll(List.of(each.from(), each.to())));
        var silent = new ArrayList<Contact>();
        var heard = new ArrayList<Contact>();
        for (var contact : book.contacts().inOrder()) {
            if (isStranger(contact)) {
                boolean said = contact.devices().keySet().stream().anyMatch(book.rows()::hasFrom);
                (said ? heard : silent).add(contact);
            }
        }
        int tooMany = silent.size() + heard.size() - most;
        silent.addAll(heard);
        var forgotten = new ArrayList<String>();
        for (var contact : silent.subList(0, Math.max(0, tooMany))) {
            contact.devices().keySet().forEach(book.rows()::forget);
            book.contacts().forget(contact.user());
            forgotten.add(contact.user());
        }
        return forgotten;
    }

    private boolean isStranger(Contact contact) {
        return !contact.verified() && !near.contains(contact.user());
    }
}
