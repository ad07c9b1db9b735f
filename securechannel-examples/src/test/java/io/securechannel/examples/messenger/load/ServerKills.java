package io.securechannel.examples.messenger.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Devices that send to each other at random, and a {@link KillableServer}, or several of one community. */
final class ServerKills implements Closeable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration SHORTEST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(3);

    private final Random random;
    private final List<KillableServer> servers;
    private final List<StubbornDevice> devices = new ArrayList<>();

    ServerKills(Path directory, long seed) throws IOException {
        this(List.of(KillableServer.start(directory)), seed);
    }

    /** The servers are closed with this. */
    ServerKills(List<KillableServer> servers, long seed) {
        this.random = new Random(seed);
        this.servers = List.copyOf(servers);
    }

    void signUp(int count, double perSecond) throws Exception {
        var where = new StubbornDevice.Where(
                servers.stream().map(KillableServer::port).toList(),
                servers.get(0).trust());
        for (int i = 0; i < count; i++) {
            devices.add(new StubbornDevice(new LoadDevice(i), where, perSecond, random.nextLong()));
        }
        for (var each : devices) {
            each.signUp(devices.stream()
                    .filter(other -> other != each)
                    .map(StubbornDevice::device)
                    .toList());
        }
        devices.forEach(StubbornDevice::start);
    }

    /** Where there are several servers, everybody goes on at another one before the one that was killed is there again. */
    void kill() throws IOException {
        awaitTalk();
        var killed = servers.get(random.nextInt(servers.size()));
        killed.end();
        if (servers.size() > 1) {
            awaitTalkWithout(killed.port());
        }
        killed.restart();
    }

    private void awaitTalkWithout(int port) {
        var before =
                devices.stream().mapToLong(each -> each.acceptedElsewhere(port)).toArray();
        await("mails of all are accepted at another server", () -> {
            for (int i = 0; i < before.length; i++) {
                if (devices.get(i).acceptedElsewhere(port) <= before[i]) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Until everybody has had a mail accepted since the last start, and some time longer. */
    void awaitTalk() {
        var before = devices.stream().mapToLong(ServerKills::accepted).toArray();
        await("mails are accepted again", () -> {
            for (int i = 0; i < before.length; i++) {
                if (accepted(devices.get(i)) <= before[i]) {
                    return false;
                }
            }
            return true;
        });
        LockSupport.parkNanos(random.nextLong(SHORTEST.toNanos(), LONGEST.toNanos()));
    }

    /** Everything arrives, is acknowledged and forgotten; and then one more mail on every row, and nothing before it. */
    void drain() {
        devices.forEach(StubbornDevice::drain);
        await("all is accepted and forgotten", this::allThere);
        long last = accepted() + (long) devices.size() * (devices.size() - 1);
        devices.forEach(StubbornDevice::sayGoodbye);
        await("the last mails are there", () -> accepted() == last && allThere());
    }

    private boolean allThere() {
        return all(each -> each.ask(MailRecord::allAccepted)
                && each.ask(MailRecord::allForgotten)
                && others(each, other -> received(other, each) == sent(each, other)));
    }

    private boolean all(Predicate<StubbornDevice> what) {
        return devices.stream().allMatch(what);
    }

    private boolean others(StubbornDevice device, Predicate<StubbornDevice> what) {
        return devices.stream().filter(other -> other != device).allMatch(what);
    }

    private static long sent(StubbornDevice from, StubbornDevice to) {
        return from.ask(record -> record.sentTo(to.device().id()));
    }

    private static long received(StubbornDevice at, StubbornDevice from) {
        return at.ask(record -> record.receivedFrom(from.device().id()));
    }

    private static long accepted(StubbornDevice device) {
        return device.ask(MailRecord::accepted);
    }

    long accepted() {
        return devices.stream().mapToLong(ServerKills::accepted).sum();
    }

    long redelivered() {
        return devices.stream()
                .mapToLong(each -> each.ask(MailRecord::redelivered))
                .sum();
    }

    long resent() {
        return devices.stream().mapToLong(each -> each.ask(MailRecord::resent)).sum();
    }

    List<String> violations() {
        return devices.stream()
                .flatMap(each -> each.ask(MailRecord::violations).stream()
                        .map(each.device().user()::concat))
                .toList();
    }

    private void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(violations()).isEmpty();
            assertThat(System.nanoTime())
                    .as("waited for too long until " + what)
                    .isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Override
    public void close() throws IOException {
        devices.forEach(StubbornDevice::close);
        devices.forEach(each -> each.device().close());
        for (var server : servers) {
            server.close();
        }
    }
}
