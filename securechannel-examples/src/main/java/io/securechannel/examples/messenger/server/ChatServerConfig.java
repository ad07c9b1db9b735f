package io.securechannel.examples.messenger.server;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.securechannel.auth.SignUpPolicy;
import io.securechannel.keys.PasswordCost;
import io.securechannel.secret.Password;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** How a server is to run. All but the directory has a default. */
public final class ChatServerConfig {

    private static final int PORT = 7443;

    private final Builder set;

    private ChatServerConfig(Builder set) {
        this.set = set;
    }

    /**
     * Begins with the defaults.
     *
     * @param data where the server keeps what it has; made if it is not there
     * @return a builder
     */
    public static Builder in(Path data) {
        return new Builder(data);
    }

    Path data() {
        return set.data;
    }

    InetSocketAddress listen() {
        return set.listen;
    }

    /** {@return where to listen for Noise; empty for TLS alone} */
    Optional<InetSocketAddress> noise() {
        return Optional.ofNullable(set.noise);
    }

    List<String> names() {
        return set.names;
    }

    SignUpPolicy signUp() {
        return set.signUp;
    }

    ServerLimits limits() {
        return set.limits;
    }

    InstantSource clock() {
        return set.clock;
    }

    Duration housekeeping() {
        return set.housekeeping;
    }

    OptionalInt insecureIterations() {
        return set.iterations;
    }

    PasswordCost passwordCost() {
        return set.cost;
    }

    /** {@return gives the key store's password; null for one that the server makes and keeps in a file} */
    @Nullable
    Callable<Password> password() {
        return set.password;
    }

    /** {@return the database that it shares with other servers; empty for one of its own, in its directory} */
    Optional<Shared> shared() {
        return Optional.ofNullable(set.connections)
                .map(connections -> new Shared(connections, set.storeName, set.lease, set.wakes));
    }

    /**
     * A database of several servers.
     *
     * @param connections to it, each one new
     * @param name for messages
     * @param lease how long a server is believed to be there that is not heard of
     * @param wakes whether the servers wake each other, or look by themselves alone
     */
    record Shared(DataSource connections, String name, Duration lease, boolean wakes) {}

    boolean newDatabase() {
        return set.newDatabase;
    }

    void say(String line) {
        set.notices.accept(line);
    }

    /** Changes defaults. */
    public static final class Builder {

        private final Path data;
        private InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT);
        private @Nullable InetSocketAddress noise;
        private List<String> names = List.of();
        private SignUpPolicy signUp = SignUpPolicy.OPEN;
        private ServerLimits limits = ServerLimits.DEFAULTS;
        private InstantSource clock = InstantSource.system();
        private Duration housekeeping = Duration.ofSeconds(1);
        private OptionalInt iterations = OptionalInt.empty();
        private PasswordCost cost = PasswordCost.recommended();
        private @Nullable Callable<Password> password;
        private boolean newDatabase;
        private @Nullable DataSource connections;
        private String storeName = "";
        private Duration lease = Duration.ofSeconds(15);
        private boolean wakes = true;
        private Consumer<String> notices = line -> {};

        private Builder(Path data) {
            this.data = data;
        }

        private Builder(Builder other) {
            this.data = other.data;
            this.listen = other.listen;
            this.noise = other.noise;
            this.names = other.names;
            this.signUp = other.signUp;
            this.limits = other.limits;
            this.clock = other.clock;
            this.housekeeping = other.housekeeping;
            this.iterations = other.iterations;
            this.cost = other.cost;
            this.password = other.password;
            this.newDatabase = other.newDatabase;
            this.connections = other.connections;
            this.storeName = other.storeName;
            this.lease = other.lease;
            this.wakes = other.wakes;
            this.notices = other.notices;
        }

        /**
         * Where to listen.
         *
         * @param address port 7443 of the loopback address by default; port 0 for any free one
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder listen(InetSocketAddress address) {
            this.listen = address;
            return this;
        }

        /**
         * Also listens for clients over Noise, with the same users and the same messages. The limits of connections are for each of the
         * two.
         *
         * @param address where; port 0 for any free one
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder noise(InetSocketAddress address) {
            this.noise = address;
            return this;
        }

        /**
         * By which names clients call the server.
         *
         * @param more besides localhost, 127.0.0.1 and ::1
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder names(List<String> more) {
            this.names = List.copyOf(more);
            return this;
        }

        /**
         * Who may become a user.
         *
         * @param policy anybody by default
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder signUp(SignUpPolicy policy) {
            this.signUp = policy;
            return this;
        }

        /**
         * What the server takes.
         *
         * @param most {@link ServerLimits#DEFAULTS} by default
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder limits(ServerLimits most) {
            this.limits = most;
            return this;
        }

        /**
         * The time by which mail ends; logins and certificates keep the system's.
         *
         * @param source the system's clock by default
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder clock(InstantSource source) {
            this.clock = source;
            return this;
        }

        /**
         * How often the server looks for mail that has ended.
         *
         * @param interval a second by default
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder housekeeping(Duration interval) {
            this.housekeeping = interval;
            return this;
        }

        /**
         * Makes passwords cheap, for tests.
         *
         * @param count how often the verifiers of new users are hashed
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder insecureIterations(int count) {
            this.iterations = OptionalInt.of(count);
            this.cost = PasswordCost.insecureForTests();
            return this;
        }

        /**
         * The password of the key store. Without it the server makes one and keeps it in a file beside the key store.
         *
         * @param source asked once, when the server starts; what it gives is closed
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder password(Callable<Password> source) {
            this.password = source;
            return this;
        }

        /**
         * Keeps users and mail in a PostgreSQL, which several servers may share: they serve one community. All of them need the same
         * {@code chat.keys}.
         *
         * @param connections to the database: a new one each time, and none of a pool, for they are kept
         * @param name for messages, without a password
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder store(DataSource connections, String name) {
            this.connections = connections;
            this.storeName = name;
            return this;
        }

        /**
         * How long the other servers of a store believe that a server is there which they do not hear of. Who was connected to one that
         * ended without a word is there for as long.
         *
         * @param time 15 seconds by default; the same at all of them
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder lease(Duration time) {
            this.lease = time;
            return this;
        }

        /** Does without notifications, for tests: the server looks by itself alone. */
        @CanIgnoreReturnValue
        Builder withoutWakeUps() {
            this.wakes = false;
            return this;
        }

        /**
         * Begins anew where the database of a server that has run is gone or empty: without users and mail. Otherwise the start
         * is refused then. It is refused, too, if this is set and the database is there.
         *
         * @param begins whether to; not by default
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder newDatabase(boolean begins) {
            this.newDatabase = begins;
            return this;
        }

        /**
         * Takes what the server has to say while it starts, and when it loses its database.
         *
         * @param lines takes one line at a time, from any thread; nobody by default
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder notices(Consumer<String> lines) {
            this.notices = lines;
            return this;
        }

        /** {@return the settings} */
        public ChatServerConfig build() {
            return new ChatServerConfig(new Builder(this));
        }
    }
}
