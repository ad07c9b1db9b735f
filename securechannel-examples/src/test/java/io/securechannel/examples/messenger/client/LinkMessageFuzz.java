package io.securechannel.examples.messenger.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.SignedStatement;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.util.EnumSet;
import java.util.List;

/** What a new device and the old one say to each other: PROTOCOL_VIOLATION, or written as the same bytes. */
class LinkMessageFuzz extends FuzzTarget {

    @Override
    protected List<byte[]> seeds() {
        var id = Octets.zeros(32);
        var statement = new SignedStatement(id, id);
        return List.of(
                new LinkMessage.Offer("ada", id).encode(),
                new LinkMessage.Request(id, statement).encode(),
                new LinkMessage.Grant(statement, id, id).encode(),
                new LinkMessage.Done().encode());
    }

    @Override
    protected long mostAnyway() {
        return LITTLE;
    }

    @Override
    protected void run(byte[] input) throws Exception {
        Refusals.read(EnumSet.of(Reason.PROTOCOL_VIOLATION), () -> LinkMessage.decode(input))
                .ifPresent(message -> assertThat(message.encode()).isEqualTo(input));
    }
}
