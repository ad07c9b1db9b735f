package io.securechannel.hybrid;

import static io.securechannel.hybrid.People.BOB;
import static io.securechannel.hybrid.People.DAVE;
import static io.securechannel.hybrid.People.FRANK;
import static io.securechannel.hybrid.People.context;
import static io.securechannel.hybrid.People.open;
import static io.securechannel.hybrid.People.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.internal.envelope.Slots;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.EnvelopePublicKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A recipient puts a slot that does not open under somebody else's hint, before that one is added. */
class PlantedSlotTest {

    /** What Frank plants. */
    enum Plant {
        /** A good slot for another content key. */
        OTHER_KEY,
        NOISE,
        /** Of a type that Dave's key is not of: no slot of his, and yet no other fits beside it. */
        OTHER_TYPE
    }

    private final byte[] envelope = HybridCipher.to(BOB.publicKey(), FRANK.publicKey())
            .allowClassical()
            .unsigned()
            .seal(text(), context());
    private final Insider frank = new Insider(envelope, FRANK);

    @ParameterizedTest
    @EnumSource
    void whoIsAddedCanOpen(Plant plant) throws Exception {
        byte[] planted = planted(plant, DAVE.publicKey());
        assertThat(open(BOB, planted)).isEqualTo(text());
        Refused.alike("before", () -> open(DAVE, planted));
        byte[] added = HybridCipher.rewrapper(BOB).add(DAVE.publicKey()).rewrap(planted);
        for (var each : List.of(BOB, FRANK, DAVE)) {
            assertThat(open(each, added)).isEqualTo(text());
        }
        assertThat(EnvelopeSurgery.of(added).slots).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void whoIsRemovedHasNoneLeft(Plant plant) throws Exception {
        byte[] planted = planted(plant, DAVE.publicKey());
        byte[] removed = HybridCipher.rewrapper(BOB).remove(DAVE.publicKey()).rewrap(planted);
        assertThat(EnvelopeSurgery.of(removed).slots).containsExactlyElementsOf(EnvelopeSurgery.of(envelope).slots);
    }

    @Test
    void whoRenewsGetsASlotThatOpens() throws Exception {
        try (var newer = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519)) {
            byte[] planted = planted(Plant.NOISE, newer.publicKey());
            byte[] renewed = HybridCipher.rewrapper(newer, BOB).renew().rewrap(planted);
            assertThat(open(newer, renewed)).isEqualTo(text());
            Refused.alike("the older key", () -> open(BOB, renewed));
            assertThat(HybridCipher.rewrapper(newer, BOB).renew().rewrap(renewed))
                    .as("what has been renewed stays as it is")
                    .isEqualTo(renewed);
            assertThat(HybridCipher.rewrapper(newer)
                            .renew()
                            .remove(newer.publicKey())
                            .rewrap(renewed))
                    .isEqualTo(renewed);
        }
    }

    /** Who stands there already takes no further place. */
    @ParameterizedTest
    @EnumSource
    void alsoInAFullEnvelope(Plant plant) throws Exception {
        frank.envelope.slots.clear();
        frank.envelope.slots.add(EnvelopeSpec.slot(frank.cek, frank.envelope.id(), BOB.publicKey()));
        for (int i = 0; frank.envelope.slots.size() < Slots.MOST - 1; i++) {
            byte[] hint = EnvelopeSpec.number(i, 8);
            frank.envelope.slots.add(EnvelopeSpec.slot(2, hint, new byte[80]));
        }
        byte[] full = planted(plant, DAVE.publicKey());
        byte[] added = HybridCipher.rewrapper(BOB).add(DAVE.publicKey()).rewrap(full);
        assertThat(open(DAVE, added)).isEqualTo(text());
        assertThat(open(BOB, added)).isEqualTo(text());
        assertThat(EnvelopeSurgery.of(added).slots).hasSize(Slots.MOST);
    }

    private byte[] planted(Plant plant, EnvelopePublicKey under) {
        byte[] id = frank.envelope.id();
        int type = EnvelopeSpec.type(under);
        frank.envelope.slots.add(
                switch (plant) {
                    case OTHER_KEY -> EnvelopeSpec.slot(new byte[32], id, under);
                    case NOISE -> EnvelopeSpec.slot(type, EnvelopeSpec.hint(id, under), new byte[type == 2 ? 80 : 113]);
                    case OTHER_TYPE -> EnvelopeSpec.slot(2, EnvelopeSpec.hint(id, under), new byte[80]);
                });
        assertThat(new ArrayList<>(frank.envelope.slots)).doesNotHaveDuplicates();
        return frank.envelope.bound(frank.cek).bytes();
    }
}
