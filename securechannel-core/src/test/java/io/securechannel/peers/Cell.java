package io.securechannel.peers;

/** What a test writes into its cell of the table. */
final class Cell {

    private String text = "yes";

    /** @param said "yes", or "part", "no", "n/a" and the reason after a colon */
    void says(String said) {
        text = said;
    }

    /** The test passed, and another one, with another provider at our end, has more to say. */
    void saysNothing() {
        text = "";
    }

    String text() {
        return text;
    }
}
