package io.securechannel.examples.service;

import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.NameConstraints;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names and addresses that clients reach the server by.
 *
 * @param all of them, without repetition; the first is the one for the commands that are printed
 */
public record ServerNames(List<String> all) {

    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "::1");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

    /**
     * Copies them.
     *
     * @param all at least one
     */
    public ServerNames {
        all = List.copyOf(all);
    }

    /**
     * Those of the loopback interface, and further ones.
     *
     * @param more what the server is called besides
     * @return all of them
     */
    public static ServerNames with(List<String> more) {
        var names = new LinkedHashSet<>(LOOPBACK);
        names.addAll(more);
        return new ServerNames(new ArrayList<>(names));
    }

    /**
     * {@return the profile of a certificate with these names}
     *
     * @throws IllegalArgumentException if one of them is no name
     */
    public CertificateProfile profile() {
        return CertificateProfile.tlsServer(all.get(0), all.stream().skip(1).toArray(String[]::new));
    }

    /**
     * {@return these names and no others} A CA that is limited so is of no use against other servers, even if its key is
     * stolen: that is what makes it fit to be trusted by a browser.
     */
    public NameConstraints constraints() {
        var constraints = NameConstraints.none();
        for (var name : all) {
            constraints = isAddress(name)
                    ? constraints.permitAddresses(name + (name.contains(":") ? "/128" : "/32"))
                    : constraints.permitDns(name.startsWith("*.") ? name.substring(2) : name);
        }
        return constraints;
    }

    /**
     * {@return whether a certificate holds all of them}
     *
     * @param certified its names
     */
    public boolean allIn(Collection<String> certified) {
        return canonical(certified).containsAll(canonical(all));
    }

    /**
     * {@return whether a certificate holds these and no others}
     *
     * @param certified its names
     */
    public boolean sameAs(Collection<String> certified) {
        return canonical(certified).equals(canonical(all));
    }

    private static Set<String> canonical(Collection<String> names) {
        return names.stream().map(ServerNames::canonical).collect(Collectors.toSet());
    }

    /** An IPv6 address has many forms. None of them is looked up: it is no name. */
    private static String canonical(String name) {
        try {
            return isAddress(name) ? InetAddress.getByName(name).getHostAddress() : name.toLowerCase(Locale.ROOT);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + name, e);
        }
    }

    private static boolean isAddress(String name) {
        return ADDRESS.matcher(name).matches();
    }
}
