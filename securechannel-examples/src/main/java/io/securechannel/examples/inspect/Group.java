package io.securechannel.examples.inspect;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A group of the key exchange, by the IANA registry "TLS Supported Groups".
 *
 * @param number its number there
 */
record Group(int number) {

    private enum Known {
        secp256r1(0x0017),
        secp384r1(0x0018),
        secp521r1(0x0019),
        x25519(0x001D),
        x448(0x001E),
        ffdhe2048(0x0100),
        ffdhe3072(0x0101),
        ffdhe4096(0x0102),
        MLKEM512(0x0200),
        MLKEM768(0x0201),
        MLKEM1024(0x0202),
        SecP256r1MLKEM768(0x11EB),
        X25519MLKEM768(0x11EC),
        SecP384r1MLKEM1024(0x11ED);

        private final int number;

        Known(int number) {
            this.number = number;
        }
    }

    /** {@return those that withstand a quantum computer, the most common first} */
    static List<Group> postQuantumOnes() {
        return List.of(
                new Group(Known.X25519MLKEM768.number),
                new Group(Known.SecP256r1MLKEM768.number),
                new Group(Known.SecP384r1MLKEM1024.number),
                new Group(Known.MLKEM768.number),
                new Group(Known.MLKEM1024.number));
    }

    boolean postQuantum() {
        return known().filter(each -> each.name().contains("MLKEM")).isPresent();
    }

    /** {@return its registered name, or its number where that is not known here} */
    @Override
    public String toString() {
        return known().map(Enum::name).orElseGet(() -> String.format(Locale.ROOT, "0x%04x", number));
    }

    private Optional<Known> known() {
        return Arrays.stream(Known.values())
                .filter(each -> each.number == number)
                .findFirst();
    }
}
