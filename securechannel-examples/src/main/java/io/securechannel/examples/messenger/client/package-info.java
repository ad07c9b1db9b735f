/**
 * A messenger's client without a face: keys, contacts, rooms, the rows of mails and the outbox, all in one key store file, and a
 * connection that comes back by itself. {@link io.securechannel.examples.messenger.client.Messenger} is what a program uses.
 */
@NullMarked
package io.securechannel.examples.messenger.client;

import org.jspecify.annotations.NullMarked;
