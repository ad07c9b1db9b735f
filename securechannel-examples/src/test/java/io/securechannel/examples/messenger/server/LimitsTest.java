package io.securechannel.examples.messenger.server;

import java.util.function.UnaryOperator;

/** Over an H2 file. */
class LimitsTest extends LimitsContract {

    @Override
    ServerHarness start(UnaryOperator<ChatServerConfig.Builder> settings) throws Exception {
        return ServerHarness.in(directory, settings);
    }
}
