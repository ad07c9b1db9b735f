package io.securechannel.tls;

import java.security.KeyManagementException;
import java.security.Provider;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** A factory's settings in the shape that other code takes: whatever it makes has them already, and is up to date. */
final class FactorySslContext extends SSLContext {

    FactorySslContext(TlsContextFactory factory, Provider provider) {
        super(new Spi(factory), provider, "TLSv1.3");
    }

    private static final class Spi extends SSLContextSpi {

        private final TlsContextFactory factory;

        Spi(TlsContextFactory factory) {
            this.factory = factory;
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("this context has been set up by its TlsContextFactory");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return new FactorySocketFactory(factory);
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return new FactoryServerSocketFactory(factory);
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return configured(factory.context().createSSLEngine());
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return configured(factory.context().createSSLEngine(host, port));
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return factory.context().getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return factory.context().getClientSessionContext();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return factory.sslParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return factory.sslParameters();
        }

        private SSLEngine configured(SSLEngine engine) {
            engine.setUseClientMode(factory.client());
            factory.configure(engine, factory.sslParameters());
            return engine;
        }
    }
}
