package io.securechannel.testkit.fuzz;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** The targets of a module, and what runs of them without Jazzer. */
public final class FuzzTargets {

    private static final String SUFFIX = "Fuzz.class";

    private FuzzTargets() {}

    /**
     * {@return the names of all targets that stand where a class does}
     *
     * @param one any test class of the module
     * @throws IOException if the directory cannot be read
     */
    public static List<String> beside(Class<?> one) throws IOException {
        try {
            var root = Path.of(
                    one.getProtectionDomain().getCodeSource().getLocation().toURI());
            try (var files = Files.walk(root)) {
                return files.filter(file -> file.toString().endsWith(SUFFIX))
                        .map(file -> root.relativize(file).toString())
                        .map(name -> name.substring(0, name.length() - ".class".length())
                                .replace('/', '.')
                                .replace('\\', '.'))
                        .sorted()
                        .toList();
            }
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /**
     * {@return the target of that name}
     *
     * @param name of its class
     * @throws ReflectiveOperationException if there is none
     */
    public static FuzzTarget named(String name) throws ReflectiveOperationException {
        var constructor = Class.forName(name).asSubclass(FuzzTarget.class).getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    /**
     * Gives a target its seeds, the first of each form at least, and some of them changed, always in the same way; and sees that the seeds reach
     * what they are there for.
     *
     * @param target any
     * @throws Exception a finding
     */
    public static void runSeeds(FuzzTarget target) throws Exception {
        var seeds = target.seeds();
        if (seeds.isEmpty()) {
            throw new AssertionError("a target without a seed begins with nothing");
        }
        target.check(new byte[0]);
        int step = Math.max(1, seeds.size() * 2 / target.mostInVerify());
        var random = new Random(1);
        var forms = new HashSet<Integer>();
        var missing = new TreeSet<>(target.reaches());
        for (int i = 0; i < seeds.size(); i++) {
            var seed = seeds.get(i);
            boolean first = forms.add(seed.length == 0 ? -1 : (int) seed[0]);
            if (first || i % step == 0) {
                missing.removeAll(reachedBy(target, seed, i));
                target.check(changed(seed, random));
            }
        }
        if (!missing.isEmpty()) {
            throw new AssertionError("no seed reaches " + missing);
        }
    }

    private static Set<String> reachedBy(FuzzTarget target, byte[] seed, int number) throws Exception {
        Reached.taken();
        target.check(seed.clone());
        var places = Reached.taken();
        if (places.isEmpty() && !target.mayRefuse(number)) {
            throw new AssertionError("seed " + number + " is refused, and reaches nothing");
        }
        return places;
    }

    /**
     * Sees that docs/testing.md says of each target what it is.
     *
     * @param one any test class of the module
     * @throws IOException if a file cannot be read
     */
    public static void requireTold(Class<?> one) throws IOException {
        var page = Files.readString(Path.of("..", "docs", "testing.md"));
        for (var name : beside(one)) {
            if (!page.contains("| `" + name.substring(name.lastIndexOf('.') + 1) + "` ")) {
                throw new AssertionError("docs/testing.md has no row for " + name);
            }
        }
    }

    private static byte[] changed(byte[] seed, Random random) {
        var copy = Arrays.copyOf(seed, seed.length == 0 ? 1 : seed.length - random.nextInt(2));
        if (copy.length > 0) {
            copy[random.nextInt(copy.length)] ^= (byte) (1 + random.nextInt(255));
        }
        return copy;
    }
}
