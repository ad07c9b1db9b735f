package io.securechannel.examples.secret;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The commands by which clients get the secret, to be copied into a shell. */
final class ClientCommands {

    private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

    private final String url;
    private final Optional<String> authority;
    private final LoginOptions login;

    ClientCommands(String host, int port, Optional<Path> authority, LoginOptions login) {
        this.url = "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        this.authority = authority.map(Path::toString).map(ClientCommands::quoted);
        this.login = login;
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add("client:  secret-client --url " + url + "/secret"
                + authority.map(file -> " --ca " + file).orElse("")
                + (login.certificates() ? " --cert NAME.crt --key NAME.key" : "")
                + (login.token() ? " --token-file FILE" : ""));
        // By a file, for everybody on the machine can read arguments; sed is given the file's name alone.
        lines.add("curl:    curl" + authority.map(file -> " --cacert " + file).orElse("")
                + (login.certificates() ? " --cert NAME.crt --key NAME.key" : "")
                + (login.token() ? " --header @<(sed 's/^/Authorization: Bearer /' FILE)" : "")
                + " " + url + "/secret");
        lines.add("browser: " + url + "/"
                + authority
                        .map(file -> " after it has been told to trust " + file)
                        .orElse(""));
        return lines;
    }

    /** {@return a word as a POSIX shell takes it} */
    static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
