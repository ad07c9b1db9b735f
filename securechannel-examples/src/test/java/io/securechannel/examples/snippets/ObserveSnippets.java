package io.securechannel.examples.snippets;

import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.event.SecurityListener;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** The snippets about watching channels and servers. */
final class ObserveSnippets {

    private ObserveSnippets() {}

    static void structuredLog(ServerConfig.Builder config, System.Logger logger) {
        // snippet: structured-log
        var lines = SecurityListener.structured(line -> logger.log(System.Logger.Level.INFO, line));
        config.listener(SecurityListener.all(lines, SecurityListener.flightRecorder()));
        // end
    }

    // snippet: server-meters
    static void meters(SecureChannelServer server, BiConsumer<String, Supplier<Number>> gauge) {
        gauge.accept("securechannel.active", () -> server.statistics().active());
        gauge.accept("securechannel.accepted", () -> server.statistics().accepted());
        gauge.accept("securechannel.refused", () -> server.statistics().refused());
        gauge.accept(
                "securechannel.handshakes.failed", () -> server.statistics().handshakesFailed());
        gauge.accept("securechannel.logins.failed", () -> server.statistics().loginsFailed());
        gauge.accept("securechannel.handlers.failed", () -> server.statistics().handlersFailed());
    }
    // end

    static String slow(SecureChannel channel) {
        // snippet: slow-handshake
        var figures = channel.statistics();
        var phases = figures.handshake();
        String where = phases.waiting().compareTo(figures.handshakeTime().dividedBy(2)) > 0
                ? "the network, or the peer"
                : phases.revocation().compareTo(Duration.ofMillis(100)) > 0 ? "the OCSP responder" : "this side";
        // end
        return where;
    }
}
