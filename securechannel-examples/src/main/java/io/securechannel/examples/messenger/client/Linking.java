package io.securechannel.examples.messenger.client;

import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.protocol.Device;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DeviceList;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.noise.OneTimeCode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The first device waits for a new one: one code, one guess, ten minutes. */
final class Linking implements AutoCloseable {

    private static final Duration LIFE = Duration.ofMinutes(10);

    private final Engine engine;
    private final Consumer<String> tell;
    private final ServerSocket listening;
    private final OneTimeCode code = OneTimeCode.random();
    private final long end = System.nanoTime() + LIFE.toNanos();
    /** Whose keys have come by the code. */
    private Optional<DeviceId> asked = Optional.empty();

    private boolean done;

    private final Thread thread;
    private final AtomicReference<@Nullable Socket> current = new AtomicReference<>();
    private volatile boolean closed;
    private volatile boolean ended;

    private Linking(Engine engine, Consumer<String> tell, ServerSocket listening) {
        this.engine = engine;
        this.tell = tell;
        this.listening = listening;
        this.thread = new Thread(this::run, "messenger " + engine.desk().user() + " linking");
        thread.setDaemon(true);
    }

    /**
     * Waits in a thread of its own.
     *
     * @param port where; 0 for any that is free
     * @param tell what has come of it, for the user
     */
    static Linking begin(Engine engine, int port, Consumer<String> tell) throws ChatException {
        try {
            return begin(engine, new ServerSocket(port), tell);
        } catch (IOException | IllegalArgumentException e) {
            throw new ChatException("nobody can be waited for at port " + port + " (" + e.getMessage() + ")");
        }
    }

    static Linking begin(Engine engine, ServerSocket listening, Consumer<String> tell) {
        var linking = new Linking(engine, tell, listening);
        linking.thread.start();
        return linking;
    }

    /** What the user types at the new device. */
    LinkOffer offer() {
        try (var shown = code.code()) {
            var characters = shown.copy();
            try {
                return new LinkOffer(listening.getLocalPort(), new String(characters));
            } finally {
                Arrays.fill(characters, '\0');
            }
        }
    }

    private void run() {
        var config = ServerConfig.noise(code).build();
        try (listening;
                code) {
            while (!code.used()) {
                long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
                if (left <= 0) {
                    tell.accept("no new device has come: the code is used no more");
                    return;
                }
                listening.setSoTimeout((int) left);
                attempt(config);
            }
        } catch (IOException e) {
            if (!closed) {
                tell.accept("no new device can be waited for any more: " + e.getMessage());
            }
        }
    }

    private void attempt(ServerConfig config) throws IOException {
        Socket socket;
        try {
            socket = listening.accept();
        } catch (SocketTimeoutException e) {
            return;
        }
        current.set(socket);
        if (ended) {
            cut();
        }
        try (var channel = SecureChannel.accept(socket, config)) {
            link(channel);
        } catch (SecureChannelException | ChatException | KeyMaterialException | IllegalArgumentException e) {
            if (code.used() && !done) {
                tell.accept(brokenOff(String.valueOf(e.getMessage())));
            }
        }
    }

    /** What broke off may have put the device on the list before: the list says. */
    private String brokenOff(String why) {
        var listed = engine.look(
                book -> asked.flatMap(engine.desk().account().list()::find).map(Device::id));
        return listed.map(Linking::unsure)
                .orElse("the new device was not linked, and the code is used up: " + why
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
        done = true;
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
    @Override
    public void close() {
        closed = true;
        try {
            listening.close();
        } catch (IOException e) {
            // nobody comes there any more all the same
        }
    }

    /** Ends also what is under way, and waits until it has ended: the keys are wiped next. */
    void end() {
        ended = true;
        close();
        cut();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void cut() {
        var socket = current.get();
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // nothing comes from there any more all the same
            }
        }
    }

    boolean isOver() {
        return !thread.isAlive();
    }
}
