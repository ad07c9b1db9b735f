package io.securechannel.noise;

/**
 * A decimal check digit by Damm's quasigroup of order 10 (H. M. Damm, Total anti-symmetrische Quasigruppen, thesis, Marburg 2004): it finds
 * every single wrong digit, and every two neighbours that have changed places.
 */
final class CheckDigit {

    private static final String[] QUASIGROUP = {
        "0317598642",
        "7092154863",
        "4206871359",
        "1750983426",
        "6123045978",
        "3674209581",
        "5869720134",
        "8945362017",
        "9438617205",
        "2581436790"
    };

    private CheckDigit() {}

    /** {@return the check digit of digits; 0 if the last of them is their check digit} */
    static int state(char[] digits, int length) {
        int state = 0;
        for (int i = 0; i < length; i++) {
            state = QUASIGROUP[state].charAt(digits[i] - '0') - '0';
        }
        return state;
    }
}
