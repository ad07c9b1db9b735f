package io.securechannel.examples.messenger.endtoend;

import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.UserNames;

/**
 * Between whom something is said. Its envelopes are bound to its hash: the server cannot move what was said in one conversation into
 * another.
 */
public sealed interface Conversation {

    /** {@return SHA-256 over a label, which is another one for each kind, and over what distinguishes conversations of one kind} */
    Octets hash();

    /** To all who are online, the same everywhere: its hash is that of a label alone. */
    record Broadcast() implements Conversation {

        @Override
        public Octets hash() {
            return Octets.sha256(new FieldWriter()
                    .label("SecureChannel messenger broadcast v1")
                    .toBytes());
        }
    }

    /**
     * Among the devices of one user, who tell each other what was said and done at one of them. Nobody else speaks there.
     *
     * @param user whose devices they are
     */
    record Own(String user) implements Conversation {

        /**
         * Checks the name.
         *
         * @param user whose devices they are
         */
        public Own {
            UserNames.check(user);
        }

        @Override
        public Octets hash() {
            return Octets.sha256(new FieldWriter()
                    .label("SecureChannel messenger own devices v1")
                    .text(user)
                    .toBytes());
        }
    }

    /**
     * Between two users, for single messages, and for invitations. Its hash is that of a label and the two names in order.
     *
     * @param first the name that is sorted first
     * @param second the other
     */
    record Direct(String first, String second) implements Conversation {

        /**
         * Checks the order.
         *
         * @param first the name that is sorted first
         * @param second the other
         */
        public Direct {
            if (UserNames.check(first).compareTo(UserNames.check(second)) >= 0) {
                throw new IllegalArgumentException("two names, in their order");
            }
        }

        /**
         * The conversation of two users.
         *
         * @param one a user
         * @param other another
         * @return the same, whoever is named first
         */
        public static Direct between(String one, String other) {
            return one.compareTo(other) < 0 ? new Direct(one, other) : new Direct(other, one);
        }

        /**
         * Who is at the other end.
         *
         * @param self one of the two
         * @return the other
         */
        public String other(String self) {
            return self.equals(first) ? second : first;
        }

        @Override
        public Octets hash() {
            return Octets.sha256(new FieldWriter()
                    .label("SecureChannel messenger direct v1")
                    .text(first)
                    .text(second)
                    .toBytes());
        }
    }

    /**
     * A room: private, of two, or a group. The id is random, and only who was invited knows it. Its owner chooses it, and could choose
     * the hash of others' direct messages: so it is not what envelopes are bound to, but its hash under a label.
     *
     * @param id 32 random bytes, made by the owner
     */
    record Room(Octets id) implements Conversation {

        /** In bytes. */
        public static final int ID_LENGTH = 32;

        /**
         * Checks the length.
         *
         * @param id 32 bytes
         */
        public Room {
            if (id.length() != ID_LENGTH) {
                throw new IllegalArgumentException("a room's id has " + ID_LENGTH + " bytes, not " + id.length());
            }
        }

        @Override
        public Octets hash() {
            return Octets.sha256(new FieldWriter()
                    .label("SecureChannel messenger room v1")
                    .fixed(id)
                    .toBytes());
        }
    }
}
