package io.securechannel.examples.tap;

import java.net.InetSocketAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code host:port}, also {@code [::1]:port}. No name is looked up. */
public final class HostAndPort implements ITypeConverter<InetSocketAddress> {

    /** For picocli. */
    public HostAndPort() {}

    @Override
    public InetSocketAddress convert(String text) {
        int colon = text.lastIndexOf(':');
        var host = colon < 0 ? "" : text.substring(0, colon).replaceAll("^\\[(.*)]$", "$1");
        try {
            if (!host.isEmpty()) {
                return InetSocketAddress.createUnresolved(host, Integer.parseInt(text.substring(colon + 1)));
            }
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "' has no port from 0 to 65535 after its last colon");
        }
        throw new TypeConversionException("'" + text + "' is not HOST:PORT, such as 127.0.0.1:7443");
    }
}
