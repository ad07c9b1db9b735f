package io.securechannel.examples.demo;

import io.securechannel.ClientConfig;
import io.securechannel.ServerConfig;

/**
 * The two ends of a channel, over whatever it runs.
 *
 * @param server how the server accepts
 * @param client how the client connects
 */
record Ends(ServerConfig server, ClientConfig client) {}
