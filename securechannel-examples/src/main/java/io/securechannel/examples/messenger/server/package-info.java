/**
 * The messenger's server: it lets devices in, keeps their mail until they have it, and tells who is there. It never opens an
 * envelope, and has nothing here that could: no import of the end-to-end part, nor of a client.
 */
@NullMarked
package io.securechannel.examples.messenger.server;

import org.jspecify.annotations.NullMarked;
