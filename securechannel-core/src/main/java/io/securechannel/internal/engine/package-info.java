/**
 * The protocols as engines without I/O: bytes from the network go in, bytes for the network come out. One contract,
 * {@link io.securechannel.internal.engine.ChannelEngine}, for every transport; no socket, stream, thread or clock here.
 */
@NullMarked
package io.securechannel.internal.engine;

import org.jspecify.annotations.NullMarked;
