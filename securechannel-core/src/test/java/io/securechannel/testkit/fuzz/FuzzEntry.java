package io.securechannel.testkit.fuzz;

/** Where Jazzer calls, in a process of its own; the property {@code securechannel.fuzz.target} names the class. */
public final class FuzzEntry {

    /** The name of the property. */
    static final String TARGET = "securechannel.fuzz.target";

    private static FuzzTarget target;

    private FuzzEntry() {}

    /**
     * Called once.
     *
     * @throws ReflectiveOperationException if there is no such target
     */
    public static void fuzzerInitialize() throws ReflectiveOperationException {
        target = FuzzTargets.named(System.getProperty(TARGET));
    }

    /**
     * Called for each input.
     *
     * @param input that Jazzer has made
     * @throws Exception a finding
     */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        target.check(input);
    }
}
