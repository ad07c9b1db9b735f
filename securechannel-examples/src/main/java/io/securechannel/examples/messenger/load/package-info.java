/**
 * Clients and a server for measuring and for tests: devices that speak the messenger's protocol without a user, and the server in a
 * process of its own, with cheap passwords. Nobody's messages belong here.
 */
@NullMarked
package io.securechannel.examples.messenger.load;

import org.jspecify.annotations.NullMarked;
