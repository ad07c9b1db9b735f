package io.securechannel.examples.messenger.server;

/** For a store of several servers: whoever changes it has the last number from it, and leaves it there. */
final class SharedNumbers implements DeliveryNumbers {

    private long last;

    SharedNumbers() {}

    void set(long inTheStore) {
        last = inTheStore;
    }

    @Override
    public long next() {
        return ++last;
    }

    @Override
    public long last() {
        return last;
    }
}
