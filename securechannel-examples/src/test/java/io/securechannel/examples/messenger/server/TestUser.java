package io.securechannel.examples.messenger.server;

import io.securechannel.examples.messenger.protocol.Device;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DeviceList;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.examples.messenger.protocol.SignedStatement;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A user's keys, with one device or more, as far as the server sees them: envelopes here are any bytes. */
final class TestUser {

    static final Instant START = Instant.parse("2031-05-01T12:00:00Z");

    private final String name;
    private final SigningKeyPair identity = signing();
    private final List<SigningKeyPair> devices = new ArrayList<>();
    private long version = 1;

    TestUser(String name) {
        this.name = name;
        devices.add(signing());
    }

    static SigningKeyPair signing() {
        return SigningKeyPair.generate(SigningKeyType.ED25519);
    }

    String name() {
        return name;
    }

    SigningKeyPair identity() {
        return identity;
    }

    SigningKeyPair key(int device) {
        return devices.get(device);
    }

    DeviceId id(int device) {
        return DeviceId.of(key(device).publicKey());
    }

    DeviceId id() {
        return id(0);
    }

    TestUser addDevice() {
        devices.add(signing());
        version++;
        return this;
    }

    TestUser removeDevice(int device) {
        devices.remove(device);
        version++;
        return this;
    }

    SignedStatement list() throws Exception {
        return list(version, devices);
    }

    SignedStatement list(long ofVersion, List<SigningKeyPair> keys) throws Exception {
        var all = keys.stream().map(each -> new Device(each.publicKey())).toList();
        return DeviceList.of(name, identity.publicKey(), ofVersion, START, all).sign(identity);
    }

    Octets identityKey() {
        return Octets.of(identity.publicKey().subjectPublicKeyInfo());
    }

    /** With prekeys of all devices but the first: what is theirs is known before they come. */
    DirectoryEntry entry() throws Exception {
        var prekeys = new ArrayList<SignedStatement>();
        for (int i = 1; i < devices.size(); i++) {
            prekeys.add(prekey(i, START.minus(Duration.ofDays(3))));
        }
        return entry(prekeys.toArray(SignedStatement[]::new));
    }

    DirectoryEntry entry(SignedStatement... prekeys) throws Exception {
        return new DirectoryEntry(name, 0, identityKey(), list(), List.of(prekeys));
    }

    SignedStatement prekey(int device, Instant from) throws Exception {
        var key = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING).publicKey();
        return new Prekey(
                        name,
                        Prekey.identityHash(identity.publicKey()),
                        id(device),
                        from,
                        from.plus(Duration.ofDays(7)),
                        key)
                .sign(key(device));
    }

    /** A mail to a device of somebody else; the server does not see that no envelope is in it. */
    Mail mail(DeviceId to, long sequence) {
        return mail(to, sequence, START.plus(Duration.ofDays(6)), "sealed for " + to + " as number " + sequence);
    }

    Mail mail(DeviceId to, long sequence, Instant expires, String envelope) {
        return new Mail(
                id(),
                to,
                sequence,
                Mail.NONE_BEFORE,
                Octets.zeros(Mail.TAG_LENGTH),
                expires,
                Octets.of(envelope.getBytes(StandardCharsets.UTF_8)));
    }
}
