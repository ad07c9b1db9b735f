package io.securechannel.examples.bench;

import java.lang.reflect.Method;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The JDK's ML-KEM-768, which 24 and later have; by reflection, because KEM is no class of 17. */
@State(Scope.Thread)
public class JdkMlKemBenchmark {

    private KeyPairGenerator generator;
    private Method encapsulate;
    private Method decapsulate;
    private Object sender;
    private Object receiver;
    private byte[] ciphertext;

    /** For JMH. */
    public JdkMlKemBenchmark() {}

    /** Finds the methods. */
    @Setup
    public void find() throws ReflectiveOperationException, GeneralSecurityException {
        generator = KeyPairGenerator.getInstance("ML-KEM-768");
        var pair = generator.generateKeyPair();
        var type = Class.forName("javax.crypto.KEM");
        var kem = type.getMethod("getInstance", String.class).invoke(null, "ML-KEM");
        sender = type.getMethod("newEncapsulator", PublicKey.class).invoke(kem, pair.getPublic());
        receiver = type.getMethod("newDecapsulator", PrivateKey.class).invoke(kem, pair.getPrivate());
        encapsulate = sender.getClass().getMethod("encapsulate");
        decapsulate = receiver.getClass().getMethod("decapsulate", byte[].class);
        var made = encapsulate.invoke(sender);
        ciphertext = (byte[]) made.getClass().getMethod("encapsulation").invoke(made);
    }

    /** {@return a key pair} */
    @Benchmark
    public Object keyPair() {
        return generator.generateKeyPair();
    }

    /** {@return a secret and what carries it} */
    @Benchmark
    public Object encapsulate() throws ReflectiveOperationException {
        return encapsulate.invoke(sender);
    }

    /** {@return the secret} */
    @Benchmark
    public Object decapsulate() throws ReflectiveOperationException {
        return decapsulate.invoke(receiver, (Object) ciphertext);
    }
}
