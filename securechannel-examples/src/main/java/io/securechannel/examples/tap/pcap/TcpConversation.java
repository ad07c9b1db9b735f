package io.securechannel.examples.tap.pcap;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One connection in a capture, from SYN to FIN or RST: each piece of a stream becomes segments with the sequence numbers
 * that TCP gives them (RFC 9293, section 3.4), and the other side acknowledges each at once. For one thread at a time.
 */
public final class TcpConversation {

    /** Which end sends. */
    public enum Side {
        /** The one that connected. */
        CLIENT,
        /** The one that was connected to. */
        SERVER
    }

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final PcapWriter out;
    private final End client;
    private final End server;
    private boolean over;

    private TcpConversation(PcapWriter out, End client, End server) {
        this.out = out;
        this.client = client;
        this.server = server;
    }

    /**
     * Begins a connection, with the three packets that open it.
     *
     * @param out where the packets go
     * @param client the address and port of the one that connected
     * @param server those of the one that was connected to; if only one of the two is an IPv6 address, the other is
     *     written as an IPv4-mapped one (RFC 4291, section 2.5.5.2)
     * @return the connection
     * @throws IOException if the file cannot be written
     */
    public static TcpConversation open(PcapWriter out, InetSocketAddress client, InetSocketAddress server)
            throws IOException {
        var random = ThreadLocalRandom.current();
        return open(out, client, server, random.nextInt(), random.nextInt());
    }

    static TcpConversation open(
            PcapWriter out, InetSocketAddress client, InetSocketAddress server, int clientStart, int serverStart)
            throws IOException {
        boolean ipv4 = client.getAddress() instanceof Inet4Address && server.getAddress() instanceof Inet4Address;
        var conversation = new TcpConversation(
                out,
                new End(ipv4 ? client : mapped(client), clientStart),
                new End(ipv4 ? server : mapped(server), serverStart));
        conversation.greet();
        return conversation;
    }

    /**
     * Adds what one side sent.
     *
     * @param from which side
     * @param bytes any number; large pieces become several segments
     * @throws IOException if the file cannot be written
     */
    public void data(Side from, byte[] bytes) throws IOException {
        var sender = end(from);
        for (int at = 0; at < bytes.length && !over && !sender.finished; at += TcpHeader.LARGEST_PAYLOAD) {
            int length = Math.min(TcpHeader.LARGEST_PAYLOAD, bytes.length - at);
            boolean last = at + length == bytes.length;
            send(sender, TcpHeader.ACK | (last ? TcpHeader.PSH : 0), ByteBuffer.wrap(bytes, at, length));
            sender.next += length;
            acknowledge(sender);
        }
    }

    /**
     * One side has sent its last byte; the other may go on.
     *
     * @param from which side
     * @throws IOException if the file cannot be written
     */
    public void finish(Side from) throws IOException {
        var sender = end(from);
        if (over || sender.finished) {
            return;
        }
        send(sender, TcpHeader.FIN | TcpHeader.ACK, NOTHING);
        sender.next++;
        sender.finished = true;
        acknowledge(sender);
        over = other(sender).finished;
    }

    /**
     * One side has cut the connection. Nothing follows.
     *
     * @param from which side
     * @throws IOException if the file cannot be written
     */
    public void reset(Side from) throws IOException {
        if (!over) {
            over = true;
            send(end(from), TcpHeader.RST | TcpHeader.ACK, NOTHING);
        }
    }

    /** {@return whether nothing can follow: both sides have finished, or one has cut the connection} */
    public boolean isOver() {
        return over;
    }

    private void greet() throws IOException {
        out.write(new TcpHeader(client.address, server.address, client.next, 0, TcpHeader.SYN).encode(NOTHING));
        client.next++;
        send(server, TcpHeader.SYN | TcpHeader.ACK, NOTHING);
        server.next++;
        acknowledge(server);
    }

    /** The answer of the one that did not send. */
    private void acknowledge(End sender) throws IOException {
        send(other(sender), TcpHeader.ACK, NOTHING);
    }

    private void send(End sender, int flags, ByteBuffer payload) throws IOException {
        var receiver = other(sender);
        var header = new TcpHeader(sender.address, receiver.address, sender.next, receiver.next, flags);
        out.write(header.encode(payload), payload.duplicate());
    }

    private End end(Side side) {
        return side == Side.CLIENT ? client : server;
    }

    private End other(End end) {
        return end == client ? server : client;
    }

    private static InetSocketAddress mapped(InetSocketAddress address) {
        var bytes = address.getAddress().getAddress();
        if (bytes.length == 16) {
            return address;
        }
        var wide = new byte[16];
        Arrays.fill(wide, 10, 12, (byte) 0xFF);
        System.arraycopy(bytes, 0, wide, 12, 4);
        try {
            // Not InetAddress.getByAddress, which would make an IPv4 address of it again.
            InetAddress inet = Inet6Address.getByAddress(null, wide, -1);
            return new InetSocketAddress(inet, address.getPort());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 16 bytes", e);
        }
    }

    /** What TCP remembers of one side. */
    private static final class End {

        private final InetSocketAddress address;
        private int next;
        private boolean finished;

        private End(InetSocketAddress address, int start) {
            this.address = address;
            this.next = start;
        }
    }
}
