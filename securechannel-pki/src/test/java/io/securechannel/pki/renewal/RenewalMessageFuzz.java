package io.securechannel.pki.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.testkit.TestCa;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.util.EnumSet;
import java.util.List;

/** What a renewal service answers: certificates that are written and read as the same, or a refusal in words that forge no lines. */
class RenewalMessageFuzz extends FuzzTarget {

    private static final TestCa ROOT = TestCa.create("Fuzz Root");

    @Override
    protected List<byte[]> seeds() throws Exception {
        return List.of(
                RenewalMessage.granted(List.of(ROOT.client("bob").certificate(), ROOT.certificate())),
                RenewalMessage.refused("not you"));
    }

    /** A refusal is one. */
    @Override
    protected boolean mayRefuse(int seed) {
        return seed == 1;
    }

    @Override
    protected long mostAnyway() {
        return LITTLE;
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var chain = Refusals.read(EnumSet.of(Reason.NOT_GRANTED, Reason.MALFORMED), () -> RenewalMessage.read(input));
        if (chain.isPresent()) {
            assertThat(RenewalMessage.read(RenewalMessage.granted(chain.get()))).isEqualTo(chain.get());
        }
    }
}
