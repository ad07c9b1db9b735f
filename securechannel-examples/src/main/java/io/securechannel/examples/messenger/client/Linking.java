package io.securechannel.examples.messenger.client;

import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityListener;
import io.securechannel.examples.messenger.protocol.Device;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DeviceList;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.noise.OneTimeCode;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The first device waits for a new one: one code, one guess, ten minutes. Strangers, whom the handshake refuses, hold nobody up. */
final class Linking implements AutoCloseable {

    private static final Duration LIFE = Duration.ofMinutes(10);

    /** How long a handshake takes at most: whoever has used the code up comes within that, or does not. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);

    /** What may be under way when it is to end: the new device is being put on the list. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Engine engine;
    private final Consumer<String> tell;
    private final Duration life;
    private final OneTimeCode code = OneTimeCode.random();
    private final SecureChannelServer server;
    private final Thread thread;

    /** Whether a new device has come, or none is taken any more. */
    private final AtomicBoolean settled = new AtomicBoolean();

    private final CountDownLatch came = new CountDownLatch(1);
    private final CountDownLatch stirred = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean closed;

    /** Why a handshake came to nothing by which the code was used up, or after that. */
    private volatile @Nullable SecureChannelException refused;

    /** Whose keys have come by the code. */
    private Optional<DeviceId> asked = Optional.empty();

    private Linking(Engine engine, int port, Duration life, Consumer<String> tell) throws IOException {
        this.engine = engine;
        this.tell = tell;
        this.life = life;
        var config = ServerConfig.noise(code)
                .handshakeTimeout(HANDSHAKE)
                .writeTimeout(NewDevice.PATIENCE)
                .listener(SecurityListener.all(SecurityListener.logging(), this::watch))
                .build();
        try {
            this.server = SecureChannelServer.listen(port, config, this::arrive);
        } catch (IOException | RuntimeException e) {
            code.close();
            throw e;
        }
        this.thread = new Thread(this::await, "messenger " + engine.desk().user() + " linking " + server.port());
    }

    /**
     * Waits in threads of its own.
     *
     * @param port where; 0 for any that is free
     * @param tell what has come of it, for the user
     */
    static Linking begin(Engine engine, int port, Consumer<String> tell) throws ChatException {
        return begin(engine, port, LIFE, tell);
    }

    /** For tests: with another time for which the code serves. */
    static Linking begin(Engine engine, int port, Duration life, Consumer<String> tell) throws ChatException {
        try {
            var linking = new Linking(engine, port, life, tell);
            linking.thread.setDaemon(true);
            linking.thread.start();
            return linking;
        } catch (IOException | IllegalArgumentException e) {
            throw new ChatException("nobody can be waited for at port " + port + " (" + e.getMessage() + ")");
        }
    }

    /** What the user types at the new device. */
    LinkOffer offer() {
        try (var shown = code.code()) {
            var characters = shown.copy();
            try {
                return new LinkOffer(server.port(), new String(characters));
            } finally {
                Arrays.fill(characters, '\0');
            }
        }
    }

    private void await() {
        try {
            if (stirred.await(life.toNanos(), TimeUnit.NANOSECONDS)) {
                awaitGuest();
            }
            boolean nobodyCame = settled.compareAndSet(false, true);
            if (!nobodyCame) {
                over.await();
            } else if (!closed) {
                var why = refused;
                tell.accept(why == null ? "no new device has come: the code is used no more" : ended(why));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // by a stranger: the thread is nobody else's
        } finally {
            code.close();
            server.stop(GRACE);
        }
    }

    /** Somebody has used the code up: perhaps the new device, which is just about to come, while others are refused by then. */
    private void awaitGuest() throws InterruptedException {
        long end = System.nanoTime() + HANDSHAKE.toNanos();
        boolean isHere = came.getCount() == 0;
        while (!isHere && server.connections() > 0 && System.nanoTime() - end < 0) {
            isHere = came.await(50, TimeUnit.MILLISECONDS);
        }
    }

    /** Whoever has not used the code up, such as a stranger who says nothing, ends nothing. */
    private void watch(SecurityEvent event) {
        if (event instanceof SecurityEvent.HandshakeFailed failed && code.used()) {
            if (refused == null) {
                refused = failed.error();
            }
            stirred.countDown();
        }
    }

    /** In a thread of the server's. One channel comes by a code at most. */
    private void arrive(SecureChannel channel) {
        boolean isTooLate = !settled.compareAndSet(false, true);
        if (isTooLate) {
            return;
        }
        came.countDown();
        stirred.countDown();
        try {
            link(channel);
        } catch (SecureChannelException | ChatException | KeyMaterialException e) {
            tell.accept(ended(e));
        } catch (RuntimeException e) {
            tell.accept(ended(e));
            throw e; // to the log
        } finally {
            over.countDown();
        }
    }

    /** What broke off may have put the device on the list before: the list says. */
    private String ended(Exception why) {
        var listed = engine.look(
                book -> asked.flatMap(engine.desk().account().list()::find).map(Device::id));
        return listed.map(Linking::unsure)
                .orElse("the new device was not linked, and the code is used up: " + why.getMessage()
                        + ". /link shows another code");
    }

    private static String unsure(DeviceId device) {
        return "the device " + device.shortName()
                + " is on your list, and has not said that it knows: if it does not come, /unlink " + device.shortName()
                + ", and link it anew";
    }

    private void link(SecureChannel channel) throws SecureChannelException, ChatException, KeyMaterialException {
        var account = engine.desk().account();
        channel.send(new LinkMessage.Offer(
                        account.user(), Octets.of(account.identity().subjectPublicKeyInfo()))
                .encode());
        if (!(NewDevice.receive(channel) instanceof LinkMessage.Request request)) {
            throw NewDevice.unexpected();
        }
        var device = new Device(Device.signingKey(request.device()));
        asked = Optional.of(device.id());
        var grant = engine.change(() -> grant(device, request));
        channel.send(grant.encode());
        if (!(NewDevice.receive(channel) instanceof LinkMessage.Done)) {
            throw NewDevice.unexpected();
        }
        tell.accept("the device " + device.id().shortName() + " is yours now: /devices lists them");
    }

    /** Puts it on the list before it is told, or two lists of one version could be signed. */
    private LinkMessage.Grant grant(Device device, LinkMessage.Request request) throws ChatException {
        var desk = engine.desk();
        if (desk.account().list().devices().size() >= DeviceList.MOST_DEVICES) {
            throw new ChatException("you have " + DeviceList.MOST_DEVICES + " devices, the most: /unlink one first");
        }
        try {
            desk.account().add(device, request.prekey(), desk.now());
        } catch (KeyMaterialException e) {
            throw new ChatException("the new device's keys are not taken: " + e.getMessage());
        }
        engine.devicesChanged();
        var contacts = new FieldWriter();
        desk.book().contacts().write(contacts);
        var rooms = new FieldWriter();
        desk.book().rooms().write(rooms);
        return new LinkMessage.Grant(
                desk.account().devices(), Octets.of(contacts.toBytes()), Octets.of(rooms.toBytes()));
    }

    /** Takes a device off the list. */
    static DeviceId unlink(Engine engine, String shortName) throws ChatException {
        var desk = engine.desk();
        var account = desk.account();
        var found = account.list().devices().stream()
                .map(Device::id)
                .filter(each -> each.shortName().equals(shortName))
                .findFirst()
                .orElseThrow(() -> new ChatException("you have no device " + shortName + ": /devices lists them"));
        requireFirst(engine);
        if (found.equals(account.deviceId())) {
            throw new ChatException("that is this device, which has your identity key: it cannot be unlinked");
        }
        try {
            account.remove(found, desk.now());
        } catch (KeyMaterialException e) {
            throw new ChatException("the key store cannot be written: " + e.getMessage());
        }
        engine.forgetOwn(found);
        engine.devicesChanged();
        return found;
    }

    static void requireFirst(Engine engine) throws ChatException {
        if (!engine.desk().account().mayChangeDevices()) {
            throw new ChatException(
                    "your devices are linked and unlinked at the first of them, which has your identity key");
        }
    }

    /** Nobody is waited for any more; who has come already goes on. */
    void retire() {
        closed = true;
        came.countDown();
        stirred.countDown();
    }

    boolean isOver() {
        return !thread.isAlive();
    }

    /** Ends also what is under way, and waits until it has ended: the keys are wiped next. */
    @Override
    public void close() {
        retire();
        server.stop(GRACE);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // the thread ends all the same
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
