package io.securechannel.examples.transfer.sender;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.transfer.protocol.Greeting;
import io.securechannel.examples.transfer.protocol.Item;
import io.securechannel.examples.transfer.protocol.Limits;
import io.securechannel.examples.transfer.protocol.Link;
import io.securechannel.examples.transfer.protocol.Message;
import io.securechannel.examples.transfer.protocol.StoppedException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sends over one link what is not settled yet. Items go ahead in batches, and while the files of one are sent the receiver looks up
 * what it has of the next: small files wait for no round trip each.
 */
public final class SendingSession {

    /** A batch with more than this goes alone: the receiver may have much of it to read before it answers. */
    private static final long LARGE = 64L << 20;

    private final Link link;
    private final Sending sending;
    private final List<Integer> open;
    private final Deque<Integer> announced = new ArrayDeque<>();
    private final Map<Integer, Message.Have> have = new HashMap<>();
    private final BitSet heard = new BitSet();
    private final BitSet refused = new BitSet();
    private final BitSet done = new BitSet();
    private final BitSet ended = new BitSet();
    private int next;
    private int checking;
    private long checked;
    private boolean finished;

    /**
     * Takes a link.
     *
     * @param link after the greeting
     * @param sending what there is to send
     */
    public SendingSession(Link link, Sending sending) {
        this.link = link;
        this.sending = sending;
        this.open = sending.open();
    }

    /**
     * Sends it, and closes the link.
     *
     * @throws StoppedException if the receiver has gone away and said why
     * @throws IOException if the link was cut: a new session goes on
     */
    public void run() throws IOException {
        long bytes =
                open.stream().mapToLong(index -> sending.item(index).size()).sum();
        sending.watch().offered(bytes);
        long items = open.stream()
                .filter(index -> !(sending.item(index).item() instanceof Item.Leave))
                .count();
        link.queue(new Message.Offer(items, bytes));
        try (var answers = new Answers(link)) {
            try {
                sendAll(answers);
            } catch (SecureChannelException e) {
                throw explained(e, answers);
            }
            link.close(); // in order, before the thread is ended
        }
    }

    private void sendAll(Answers answers) throws IOException {
        announce();
        while (!announced.isEmpty()) {
            int until = next;
            if (nextBatchBytes() <= LARGE) {
                announce();
            }
            while (!announced.isEmpty() && announced.peek() < until) {
                if (link.stopping()) {
                    throw new SecureChannelException(Reason.CLOSED, "this end goes away");
                }
                send(announced.remove(), answers);
            }
            if (announced.isEmpty()) {
                announce();
            }
        }
        link.send(new Message.Finish());
        sending.finishing();
        while (!finished) {
            take(answers.take());
        }
    }

    /** A receiver that goes away says why, and this end may learn of the cut first, by a write: then what came before the cut is read. */
    private static IOException explained(SecureChannelException error, Answers answers) {
        if (error.reason() != Reason.CONNECTION_CUT && error.reason() != Reason.IO_FAILURE) {
            return error;
        }
        try {
            for (int due = 0; due < Answers.WAITING; due++) {
                if (answers.take() instanceof Message.Stop said) {
                    return new StoppedException(said.why());
                }
            }
            return error; // whoever talks on and on has said nothing that explains it
        } catch (IOException end) {
            return error;
        }
    }

    private int batchEnd() {
        long bytes = 0;
        int end = next;
        while (end < open.size() && end - next < Limits.BATCH && bytes <= LARGE) {
            bytes += sending.item(open.get(end)).size();
            end++;
        }
        return end;
    }

    private long nextBatchBytes() {
        return open.subList(next, batchEnd()).stream()
                .mapToLong(index -> sending.item(index).size())
                .sum();
    }

    private void announce() throws IOException {
        var items = new ArrayList<Item>();
        for (int end = batchEnd(); next < end; next++) {
            items.add(sending.item(open.get(next)).item());
            announced.add(next);
        }
        if (!items.isEmpty()) {
            link.send(new Message.Batch(items));
        }
    }

    private void send(int number, Answers answers) throws IOException {
        var item = sending.item(open.get(number));
        if (!(item.item() instanceof Item.File file)) {
            return;
        }
        while (!have.containsKey(number) && !refused.get(number)) {
            var answer = answers.poll();
            if (answer.isEmpty()) {
                link.flush(); // it waits for this end, perhaps
                answer = Optional.of(answers.take());
            }
            take(answer.get());
        }
        if (refused.get(number)) {
            return;
        }
        sending.watch().file(item.shown(), file.size());
        var had = have.remove(number);
        if (had == null) {
            throw new IllegalStateException("there is an answer");
        }
        var why = new FileContent(link, number, item, () -> {
                    for (var answer = answers.poll(); answer.isPresent(); answer = answers.poll()) {
                        take(answer.get());
                    }
                    return !refused.get(number);
                })
                .send(had, sending.watch());
        ended.set(number);
        if (why.skipped()) {
            sending.settle(open.get(number), why.refusal());
        }
    }

    /** There are only so many messages that have a place: what goes on for ever has none. */
    private void take(Message message) throws IOException {
        link.advanced();
        if (message instanceof Message.Have said) {
            int number = announcedFile(said.item());
            if (heard.get(number) || refused.get(number)) {
                throw violation("twice what it has of a file");
            }
            heard.set(number);
            have.put(number, said);
        } else if (message instanceof Message.Refused said) {
            int number = number(said.item());
            if (refused.get(number) || done.get(number)) {
                throw violation("twice what became of an item");
            }
            refused.set(number);
            sending.settle(open.get(number), Optional.of(said.why()));
        } else if (message instanceof Message.Done said) {
            int number = announcedFile(said.item());
            if (!ended.get(number) || refused.get(number) || done.get(number)) {
                throw violation("that a file is done which was not sent");
            }
            done.set(number);
            sending.settle(open.get(number), Optional.empty());
        } else if (message instanceof Message.Checking said) {
            requireFurther(announcedFile(said.item()), said.bytes());
            sending.watch().checking(said.bytes());
        } else if (message instanceof Message.Finished && announced.isEmpty() && next == open.size()) {
            finished = true;
            requireAllSettled();
        } else if (message instanceof Message.Stop said) {
            throw new StoppedException(said.why());
        } else {
            throw Greeting.unexpected(message);
        }
    }

    /** It reads one file after the other, and a good deal of it before it says so. */
    private void requireFurther(int number, long bytes) throws SecureChannelException {
        boolean same = number == checking;
        if (number < checking
                || heard.get(number)
                || refused.get(number)
                || bytes - (same ? checked : 0) < Limits.CHECKED
                || bytes > sending.item(open.get(number)).size()) {
            throw violation("that it is still reading, and has read next to nothing");
        }
        checking = number;
        checked = bytes;
    }

    private void requireAllSettled() throws SecureChannelException {
        for (int number = 0; number < open.size(); number++) {
            if (sending.item(open.get(number)).item() instanceof Item.File && !settledHere(number)) {
                throw violation("that it has finished, and not what became of a file");
            }
        }
    }

    private boolean settledHere(int number) {
        return done.get(number) || refused.get(number) || sending.isSettled(open.get(number));
    }

    private int announcedFile(long item) throws SecureChannelException {
        int number = number(item);
        if (!(sending.item(open.get(number)).item() instanceof Item.File)) {
            throw violation("something of a file that is none");
        }
        return number;
    }

    private int number(long item) throws SecureChannelException {
        if (item >= next) {
            throw violation("something of a file that was not announced");
        }
        return Math.toIntExact(item);
    }

    private static SecureChannelException violation(String what) {
        return new SecureChannelException(Reason.PROTOCOL_VIOLATION, "the receiver says " + what);
    }
}
