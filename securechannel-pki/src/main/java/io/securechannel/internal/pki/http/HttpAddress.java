package io.securechannel.internal.pki.http;

import java.net.URI;
import java.util.Locale;

/**
 * Where something is fetched from, as a user has configured it: an {@code http:} URI with a host.
 *
 * @param host a name or an address, without brackets
 * @param port the port
 * @param authority host and port as the Host field has them
 * @param target path and query, as a request has them
 */
public record HttpAddress(String host, int port, String authority, String target) {

    private static final int DEFAULT_PORT = 80;

    /**
     * Takes a URI.
     *
     * @param uri the URI
     * @return the address
     * @throws IllegalArgumentException if it is another kind of URI; the message says why
     */
    public static HttpAddress of(URI uri) {
        if (uri.getScheme() == null || !uri.getScheme().toLowerCase(Locale.ROOT).equals("http")) {
            throw refused(
                    uri,
                    "it has to begin with http: what is fetched is signed, and https would need certificates whose"
                            + " revocation would have to be looked up first");
        }
        var host = uri.getHost();
        if (host == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw refused(uri, "it needs a host, and can have neither a user nor a fragment");
        }
        if (uri.getPort() == 0 || uri.getPort() > 0xFFFF) {
            throw refused(uri, "there is no such port");
        }
        var path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        var target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        if (!target.chars().allMatch(c -> c > 0x20 && c < 0x7F)) {
            throw refused(uri, "other characters than ASCII have to be percent-encoded");
        }
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        var bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new HttpAddress(bare, port, port == DEFAULT_PORT ? host : host + ":" + port, target);
    }

    private static IllegalArgumentException refused(URI uri, String why) {
        return new IllegalArgumentException("nothing is fetched from " + uri + ": " + why);
    }

    /** {@return the URI} */
    @Override
    public String toString() {
        return "http://" + authority + target;
    }
}
