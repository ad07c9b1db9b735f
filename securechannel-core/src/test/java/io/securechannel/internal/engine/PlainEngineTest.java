package io.securechannel.internal.engine;

/** The contract, without TLS. */
class PlainEngineTest extends ChannelEngineContract {

    @Override
    ChannelEngine initiator() {
        return PlainEngine.initiator();
    }

    @Override
    ChannelEngine responder() {
        return PlainEngine.responder();
    }
}
