package io.securechannel.pki;

/**
 * What the certificate of an authority says about whom it may certify.
 *
 * @param pathLength how many authorities may follow below it before the leaf (RFC 5280, section 4.2.1.9)
 * @param constraints for which names (section 4.2.1.10)
 */
record AuthorityLimits(int pathLength, NameConstraints constraints) {

    /** Leaves alone, and of any name. */
    static final AuthorityLimits DEFAULT = new AuthorityLimits(0, NameConstraints.none());

    private static final int DEEPEST = 8;

    AuthorityLimits withPathLength(int newPathLength) {
        if (newPathLength < 0 || newPathLength > DEEPEST) {
            throw new IllegalArgumentException(
                    "the path length is how many authorities may follow below this one, 0 to " + DEEPEST + ", not "
                            + newPathLength);
        }
        return new AuthorityLimits(newPathLength, constraints);
    }

    AuthorityLimits withConstraints(NameConstraints newConstraints) {
        return new AuthorityLimits(pathLength, newConstraints);
    }
}
