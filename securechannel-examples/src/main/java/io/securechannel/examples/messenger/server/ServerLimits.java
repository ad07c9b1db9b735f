package io.securechannel.examples.messenger.server;

/**
 * What a server takes before it says no.
 *
 * @param connections how many there may be
 * @param mailboxes what may wait
 * @param pace how fast a user may be
 */
public record ServerLimits(Connections connections, Mailboxes mailboxes, Pace pace) {

    /** For some thousands of users on one machine. */
    public static final ServerLimits DEFAULTS = new ServerLimits(
            new Connections(10_000, 4_096, 512, 32),
            new Mailboxes(
                    new Share(10_000, 64L << 20), new Share(2_000, 16L << 20), new Share(50_000, 256L << 20), 8L << 30),
            new Pace(200, 2_000, 128));

    /**
     * Users and connections.
     *
     * @param users who may have an entry in the directory
     * @param all connections, those that log in included
     * @param perAddress connections from one address
     * @param perUser connections of one user
     */
    public record Connections(int users, int all, int perAddress, int perUser) {

        /**
         * Checks numbers.
         *
         * @param users at least 1
         * @param all at least 1
         * @param perAddress at least 1
         * @param perUser at least 1
         */
        public Connections {
            requirePositive(Math.min(Math.min(users, all), Math.min(perAddress, perUser)));
        }
    }

    /**
     * What waits for devices that are not there.
     *
     * @param device for one device; as many notices that mails have ended may wait beside them
     * @param fromOne for one device, from all devices of one user
     * @param sender for all devices together, from all devices of one user
     * @param allBytes of envelopes, for all devices
     */
    public record Mailboxes(Share device, Share fromOne, Share sender, long allBytes) {

        /**
         * Checks numbers.
         *
         * @param device for one device
         * @param fromOne of that, from one user
         * @param sender from one user
         * @param allBytes at least 1
         */
        public Mailboxes {
            requirePositive(allBytes);
        }
    }

    /**
     * Some mails.
     *
     * @param mails how many
     * @param bytes of their envelopes
     */
    public record Share(int mails, long bytes) {

        /**
         * Checks numbers.
         *
         * @param mails at least 1
         * @param bytes at least 1
         */
        public Share {
            requirePositive(Math.min(mails, bytes));
        }
    }

    /**
     * How fast.
     *
     * @param perSecond messages of one user; whoever is faster is read more slowly
     * @param burst messages at once, after a pause
     * @param window deliveries that a device has not acknowledged; the next one waits
     */
    public record Pace(int perSecond, int burst, int window) {

        /**
         * Checks numbers.
         *
         * @param perSecond at least 1
         * @param burst at least {@link RateLimit#DEAREST}
         * @param window at least 1
         */
        public Pace {
            requirePositive(Math.min(perSecond, window));
            if (burst < RateLimit.DEAREST) {
                throw new IllegalArgumentException("a burst has at least " + RateLimit.DEAREST + " messages");
            }
        }
    }

    private static void requirePositive(long least) {
        if (least < 1) {
            throw new IllegalArgumentException("a limit is at least 1, not " + least);
        }
    }
}
