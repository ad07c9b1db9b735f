package io.securechannel.examples.messenger.protocol;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Messages of every kind, of whatever content the format allows, each made by a seed. */
final class Arbitrary {

    private static final String NAME_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789._-";
    private static final int NAME_FIRSTS = 26;

    private final Random random;

    Arbitrary(long seed) {
        random = new Random(seed);
    }

    /** One of each. */
    List<ClientMessage> clientMessages() {
        return List.of(
                new ClientMessage.Enter(entry(), device(), octets(200), random.nextBoolean()),
                new ClientMessage.Publish(statement()),
                new ClientMessage.Lookup(number(), some(ClientMessage.MOST_ENTRIES, this::user)),
                new ClientMessage.Send(mail()),
                new ClientMessage.Acknowledge(some(ClientMessage.MOST_ENTRIES, this::number)),
                new ClientMessage.Resume(device(), 1 + number() / 2));
    }

    /** One of each. */
    List<ServerMessage> serverMessages() {
        return List.of(
                new ServerMessage.Challenge(fixed(32)),
                new ServerMessage.Welcome(time()),
                new ServerMessage.Refused(EntryRefusal.of(random.nextInt(9)), text()),
                new ServerMessage.Directory(number(), some(4, this::entry), random.nextBoolean()),
                new ServerMessage.Accepted(device(), number()),
                new ServerMessage.Rejected(device(), number(), MailRefusal.of(random.nextInt(9)), number()),
                new ServerMessage.Deliver(number(), user(), mail()),
                new ServerMessage.Expired(number(), user(), device(), number()),
                new ServerMessage.Forgotten(some(ServerMessage.MOST_ENTRIES, this::number)),
                new ServerMessage.Presence(some(ServerMessage.MOST_ENTRIES, this::presence)));
    }

    Mail mail() {
        return new Mail(device(), device(), 1 + number() / 2, fixed(32), fixed(16), time(), octets(3000));
    }

    DirectoryEntry entry() {
        return new DirectoryEntry(
                user(), number(), octets(60), statement(), some(DeviceList.MOST_DEVICES, this::statement));
    }

    private UserPresence presence() {
        return new UserPresence(user(), random.nextBoolean(), number());
    }

    private SignedStatement statement() {
        return new SignedStatement(octets(300), octets(80));
    }

    private DeviceId device() {
        return new DeviceId(fixed(DeviceId.LENGTH));
    }

    String user() {
        var name = new StringBuilder();
        name.append(NAME_CHARACTERS.charAt(random.nextInt(NAME_FIRSTS)));
        random.ints(random.nextInt(32), 0, NAME_CHARACTERS.length())
                .forEach(each -> name.append(NAME_CHARACTERS.charAt(each)));
        return name.toString();
    }

    private String text() {
        IntFunction<String> character = point -> Character.toString(point < 0xD800 ? point : point + 0x800);
        return random.ints(random.nextInt(50), 0, 0x10FFFF - 0x800)
                .mapToObj(character)
                .reduce("", String::concat);
    }

    private long number() {
        return random.nextBoolean() ? random.nextInt(100) : random.nextLong() & Long.MAX_VALUE;
    }

    private Instant time() {
        return Instant.ofEpochMilli((random.nextLong() & Long.MAX_VALUE) % 253_402_300_800_000L);
    }

    private Octets fixed(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return Octets.of(bytes);
    }

    private Octets octets(int most) {
        return fixed(random.nextInt(most + 1));
    }

    private <T> List<T> some(int most, Supplier<T> one) {
        var list = new ArrayList<T>();
        int count = random.nextInt(8) == 0 ? most : random.nextInt(Math.min(most, 6));
        for (int i = 0; i < count; i++) {
            list.add(one.get());
        }
        return list;
    }
}
