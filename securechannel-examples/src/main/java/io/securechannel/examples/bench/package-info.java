/**
 * The benchmark: this library beside plain sockets and stock {@code SSLSocket}s, in one process, over the loopback
 * interface. It measures through public APIs alone, as a user would.
 */
@NullMarked
package io.securechannel.examples.bench;

import org.jspecify.annotations.NullMarked;
