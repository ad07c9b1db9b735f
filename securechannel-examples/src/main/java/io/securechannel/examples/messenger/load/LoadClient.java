package io.securechannel.examples.messenger.load;

import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One of many, each of which sends to one and receives from one. A thread of its own reads. What it has received is acknowledged together
 * with the next message that it sends, as by a client that saves its disk.
 */
final class LoadClient implements Closeable {

    /** Where a client is in the ring, and which of its messages are counted now. */
    private final int number;

    private final int sender;
    private final LoadConnection connection;
    private final List<Mail> sealed;
    private final ConcurrentLinkedQueue<Long> kept = new ConcurrentLinkedQueue<>();
    private final Thread reader = new Thread(this::read, "load-reader");
    private Octets previous = Mail.NONE_BEFORE;
    private long sent;
    private long base;
    private volatile LoadTally tally;
    private volatile boolean closing;

    /**
     * Not yet reading.
     *
     * @param number its own
     * @param sender the number of the one who sends to it
     * @param connection let in
     * @param sealed mails for its addressee, whose envelopes are used in turn
     * @param idle takes what goes wrong before the first run
     */
    LoadClient(int number, int sender, LoadConnection connection, List<Mail> sealed, LoadTally idle) {
        this.number = number;
        this.sender = sender;
        this.connection = connection;
        this.sealed = List.copyOf(sealed);
        tally = idle;
        reader.setDaemon(true);
    }

    void start() {
        reader.start();
    }

    /** What comes from now on is counted there. All clients have sent equally many, and all of that has come. */
    void count(LoadTally next) {
        base = sent;
        tally = next;
    }

    /** Sends the next mail of the row. One thread at a time. */
    void send(long due) throws IOException {
        acknowledge();
        var envelope = sealed.get((int) (sent % sealed.size()));
        tally.sending(number, (int) (sent - base), due);
        var mail = LoadDevice.next(envelope, sent + 1, previous, envelope.envelope());
        previous = mail.hash();
        sent++;
        connection.send(new ClientMessage.Send(mail));
    }

    private void acknowledge() throws IOException {
        var numbers = new ArrayList<Long>();
        for (var each = kept.poll(); each != null; each = kept.poll()) {
            numbers.add(each);
            if (numbers.size() == ClientMessage.MOST_ENTRIES) {
                break;
            }
        }
        if (!numbers.isEmpty()) {
            connection.queue(new ClientMessage.Acknowledge(numbers));
        }
    }

    private void read() {
        try {
            long received = 0;
            while (true) {
                var message = connection.receive();
                if (message.isEmpty()) {
                    throw new IOException("the server has closed");
                }
                if (message.get() instanceof ServerMessage.Deliver deliver) {
                    received++;
                    if (deliver.mail().sequence() != received) {
                        throw new IOException(deliver.mail() + " came as number " + received);
                    }
                    tally.delivered(sender, (int) (received - 1 - base));
                    kept.add(deliver.delivery());
                } else if (message.get() instanceof ServerMessage.Accepted accepted) {
                    tally.accepted(number, (int) (accepted.sequence() - 1 - base));
                } else if (message.get() instanceof ServerMessage.Rejected rejected) {
                    throw new IOException("a mail was rejected: " + rejected.reason());
                }
            }
        } catch (IOException | RuntimeException e) {
            if (!closing) {
                tally.fail(new IOException(e.toString(), e));
            }
        }
    }

    @Override
    public void close() throws IOException {
        closing = true;
        connection.close();
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
