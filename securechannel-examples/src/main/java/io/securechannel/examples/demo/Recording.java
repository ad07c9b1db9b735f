package io.securechannel.examples.demo;

import io.securechannel.examples.tap.Direction;
import io.securechannel.examples.tap.Observer;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Keeps the beginning of each direction, however much crosses. */
final class Recording implements Observer {

    private static final int KEPT = 64 << 10;

    private final Map<Direction, ByteArrayOutputStream> kept = new EnumMap<>(Direction.class);
    private final Map<Direction, Long> counts = new EnumMap<>(Direction.class);

    Recording() {
        for (var direction : Direction.values()) {
            kept.put(direction, new ByteArrayOutputStream());
            counts.put(direction, 0L);
        }
    }

    @Override
    public synchronized void arrived(int connection, Direction direction, byte[] bytes) {
        var beginning = beginning(direction);
        beginning.write(bytes, 0, Math.min(bytes.length, KEPT - beginning.size()));
        counts.merge(direction, (long) bytes.length, Long::sum);
    }

    /** {@return how many bytes crossed, both ways together} */
    synchronized long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** {@return up to so many bytes of what the client sent, from an offset on} */
    synchronized byte[] fromClient(long offset, int length) {
        var all = beginning(Direction.CLIENT_TO_SERVER).toByteArray();
        int from = (int) Math.min(offset, all.length);
        return Arrays.copyOfRange(all, from, Math.min(all.length, from + length));
    }

    /** {@return whether these bytes are in what was kept, either way} */
    synchronized boolean holds(byte[] needle) {
        return kept.values().stream().anyMatch(each -> contains(each.toByteArray(), needle));
    }

    private ByteArrayOutputStream beginning(Direction direction) {
        return kept.computeIfAbsent(direction, each -> new ByteArrayOutputStream());
    }

    private static boolean contains(byte[] all, byte[] needle) {
        for (int at = 0; at + needle.length <= all.length; at++) {
            if (Arrays.equals(all, at, at + needle.length, needle, 0, needle.length)) {
                return true;
            }
        }
        return false;
    }
}
