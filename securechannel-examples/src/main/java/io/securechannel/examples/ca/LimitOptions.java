package io.securechannel.examples.ca;

import io.securechannel.pki.NameConstraints;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that limit what an authority may issue. */
final class LimitOptions {

    @Option(
            names = "--path-length",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many authorities may follow below it: 0 for none, 1 for \"ca intermediate\""
                    + " (default: ${DEFAULT-VALUE}).")
    private int pathLength;

    @Option(
            names = "--permit-dns",
            paramLabel = "DOMAIN",
            split = ",",
            description = "Issue for this domain and those below it, and for no other; may be repeated.")
    private List<String> permitDns = List.of();

    @Option(
            names = "--permit-address",
            paramLabel = "RANGE",
            split = ",",
            description = "Issue for addresses of this range, 10.0.0.0/8, and for no other; may be repeated.")
    private List<String> permitAddresses = List.of();

    LimitOptions() {}

    int pathLength() {
        return pathLength;
    }

    /** {@return the constraints; null if there are none} */
    @Nullable
    NameConstraints constraints() {
        if (permitDns.isEmpty() && permitAddresses.isEmpty()) {
            return null;
        }
        var constraints = NameConstraints.none();
        for (var domain : permitDns) {
            constraints = constraints.permitDns(domain);
        }
        for (var range : permitAddresses) {
            constraints = constraints.permitAddresses(range);
        }
        return constraints;
    }
}
