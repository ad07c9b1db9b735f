package io.securechannel.tls;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Paths that have been found valid for one and the same trust. That the certificates sign each other and obey each other's
 * constraints stays true; only their dates pass (RFC 5280, section 6.1), so these are looked at each time, and a path that
 * is outside of them is looked for anew. Pins, use, strength, name and revocation are not remembered here.
 */
final class KnownPaths {

    private static final int MOST = 256;

    /** Those that were not asked for the longest go first. */
    private final Map<List<X509Certificate>, List<X509Certificate>> paths =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<List<X509Certificate>, List<X509Certificate>> eldest) {
                    return size() > MOST;
                }
            });

    /**
     * @param chain what a peer has shown, byte for byte
     * @param now the time
     * @return its path, the authority last, if it is known and within its dates
     */
    Optional<List<X509Certificate>> find(List<X509Certificate> chain, Instant now) {
        return Optional.ofNullable(paths.get(chain)).filter(path -> isWithin(path, now));
    }

    void remember(List<X509Certificate> chain, List<X509Certificate> path) {
        paths.put(List.copyOf(chain), List.copyOf(path));
    }

    /** As for the PKIX algorithm, the authority's own dates do not count. */
    private static boolean isWithin(List<X509Certificate> path, Instant now) {
        return path.subList(0, path.size() - 1).stream()
                .noneMatch(each -> now.isBefore(each.getNotBefore().toInstant())
                        || now.isAfter(each.getNotAfter().toInstant()));
    }
}
