package io.securechannel.examples.tap;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Several who see the same, told in order.
 *
 * @param all of them
 */
record Observers(List<Observer> all) implements Observer {

    @Override
    public void connected(int connection, InetSocketAddress client, InetSocketAddress server) {
        all.forEach(each -> each.connected(connection, client, server));
    }

    @Override
    public void arrived(int connection, Direction direction, byte[] bytes) {
        all.forEach(each -> each.arrived(connection, direction, bytes));
    }

    @Override
    public void tampered(int connection, Direction direction, String what) {
        all.forEach(each -> each.tampered(connection, direction, what));
    }

    @Override
    public void ended(int connection, Direction direction, Ending ending, String how) {
        all.forEach(each -> each.ended(connection, direction, ending, how));
    }
}
