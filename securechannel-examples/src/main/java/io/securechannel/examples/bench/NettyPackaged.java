package io.securechannel.examples.bench;

import io.netty.handler.ssl.OpenSsl;
import io.netty.util.Version;
import java.util.Objects;

/**
 * Whether Netty is on the class path: in tests, and if it was packaged by the profile {@code bench}. A class of its own, since
 * {@link NettyContender} cannot even be loaded where it is not: nothing here that the JVM verifies names a type of Netty's.
 */
final class NettyPackaged {

    private NettyPackaged() {}

    /** {@return whether it is there} */
    static boolean present() {
        try {
            Class.forName("io.netty.handler.ssl.SslHandler", false, NettyPackaged.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** {@return whether it is there, and this machine can have BoringSSL} */
    static boolean withBoringSsl() {
        return present() && OpenSsl.isAvailable();
    }

    /** {@return its version, for reports} */
    static String version() {
        return present()
                ? Objects.requireNonNull(Version.identify().get("netty-handler"))
                        .artifactVersion()
                : "not packaged";
    }
}
