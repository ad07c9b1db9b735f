package io.securechannel.testkit;

import io.securechannel.testkit.Delivery.Ending;
import io.securechannel.testkit.Delivery.Pace;
import io.securechannel.testkit.WireEdit.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Moves the bytes of one direction of a hostile wire, as its script says. */
final class WirePump implements Runnable {

    private static final int SILENCE_MILLIS = 3;
    private static final int MOST_COALESCED = 1 << 20;

    /** A script, and how many bytes must have been taken before it comes into force. */
    private record Next(long after, Delivery script) {}

    private final Socket from;
    private final Socket to;
    private final AtomicReference<@Nullable Next> next = new AtomicReference<>();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private final byte[] buffer = new byte[16 << 10];

    private Delivery script;
    private List<Step> steps;
    private Random random;
    private long offset;
    private long passed;
    private boolean over;
    private boolean receiverGone;

    WirePump(Socket from, Socket to, Delivery script) {
        this.from = from;
        this.to = to;
        use(script);
    }

    void switchTo(long after, Delivery script) {
        next.set(new Next(after, script));
    }

    long taken() {
        return taken.get();
    }

    long delivered() {
        return delivered.get();
    }

    @Override
    public void run() {
        try {
            endIfReached();
            for (var bytes = read(); bytes != null; bytes = read()) {
                take(bytes);
            }
            if (!over) {
                to.shutdownOutput();
            }
        } catch (IOException e) {
            try {
                SocketPair.reset(to); // what broke on one side is broken on the other
            } catch (IOException alreadyGone) {
                return;
            }
        }
    }

    private byte @Nullable [] read() throws IOException {
        int count = from.getInputStream().read(buffer);
        if (count < 0 || script.pace() != Pace.COALESCED) {
            return count < 0 ? null : Arrays.copyOf(buffer, count);
        }
        var all = new ByteArrayOutputStream();
        try {
            from.setSoTimeout(SILENCE_MILLIS);
            while (count > 0 && all.size() < MOST_COALESCED) {
                all.write(buffer, 0, count);
                count = from.getInputStream().read(buffer);
            }
        } catch (SocketTimeoutException e) {
            return all.toByteArray(); // this is the silence that was waited for
        } finally {
            from.setSoTimeout(0);
        }
        return all.toByteArray();
    }

    /** Hands bytes to the script in force, and changes it at the byte at which the next one begins. */
    private void take(byte[] bytes) throws IOException {
        int at = 0;
        while (at < bytes.length) {
            switchIfReached();
            var coming = next.get();
            int left = bytes.length - at;
            int count = coming == null ? left : (int) Math.min(left, coming.after() - taken.get());
            deliver(edited(Arrays.copyOfRange(bytes, at, at + count)));
            taken.addAndGet(count);
            at += count;
        }
    }

    private byte[] edited(byte[] bytes) {
        var result = bytes;
        for (var step : steps) {
            var out = new ByteArrayOutputStream(result.length);
            for (int i = 0; i < result.length; i++) {
                step.rewrite(offset + i, result[i] & 0xFF, out);
            }
            result = out.toByteArray();
        }
        offset += bytes.length;
        return result;
    }

    private void deliver(byte[] bytes) throws IOException {
        int at = 0;
        while (at < bytes.length && !over && !receiverGone) {
            int chunk = Math.min(bytes.length - at, chunk());
            if (script.ending() != Ending.NONE) {
                chunk = (int) Math.min(chunk, script.endsAt() - passed);
            }
            write(bytes, at, chunk);
            at += chunk;
            passed += chunk;
            if (!script.pause().isZero()) {
                LockSupport.parkNanos(script.pause().toNanos());
            }
            endIfReached();
        }
    }

    private int chunk() {
        return switch (script.pace()) {
            case AS_SENT, COALESCED -> Integer.MAX_VALUE;
            case ONE_BYTE -> 1;
            case RANDOM -> 1 + random.nextInt(1 << random.nextInt(13));
        };
    }

    private void write(byte[] bytes, int at, int length) {
        try {
            var out = (script.isReflected() ? from : to).getOutputStream();
            out.write(bytes, at, length);
            out.flush();
            delivered.addAndGet(length);
        } catch (IOException e) {
            receiverGone = true; // the sender finds out by what comes, or does not come, back
        }
    }

    private void endIfReached() throws IOException {
        if (over || script.ending() == Ending.NONE || passed < script.endsAt()) {
            return;
        }
        over = true;
        switch (script.ending()) {
            case FIN -> to.shutdownOutput();
            case RESET -> {
                SocketPair.reset(to);
                SocketPair.reset(from);
            }
            case SILENCE, NONE -> {}
        }
    }

    private void switchIfReached() throws IOException {
        var coming = next.get();
        if (coming != null && taken.get() >= coming.after() && next.compareAndSet(coming, null)) {
            use(coming.script());
            endIfReached();
        }
    }

    private void use(Delivery script) {
        this.script = script;
        this.steps = script.edits().stream().map(edit -> edit.maker().make()).toList();
        this.random = new Random(script.seed());
        this.offset = 0;
        this.passed = 0;
    }
}
