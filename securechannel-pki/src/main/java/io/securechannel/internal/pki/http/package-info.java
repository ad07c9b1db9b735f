/**
 * Just enough HTTP to fetch signed things from configured addresses: one request a connection, in the caller's thread, with
 * one deadline for all of it. Not exported.
 *
 * <p>The JDK's clients do not do that: {@code HttpURLConnection} has a time limit for each read but none for the whole, and
 * leaves a thread behind that keeps connections alive; {@code java.net.http} runs a selector thread a client, which on 17
 * cannot be closed. A {@code SocketChannel} that does not block, waited for by the caller itself, has neither.
 */
@NullMarked
package io.securechannel.internal.pki.http;

import org.jspecify.annotations.NullMarked;
