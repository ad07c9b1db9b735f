package io.securechannel.examples.messenger;

import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.LinkOffer;
import io.securechannel.examples.messenger.client.NewDevice;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.noise.OneTimeCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;

/** Links further devices of a user in tests. */
final class DeviceLinks {

    private DeviceLinks() {}

    /** Links one whose key store is left closed, so that it has not come yet; gives its name. */
    static String link(TestRelay relay, Person first, Path file, Instant now) throws Exception {
        int before = first.client().devices().size();
        join(first, file, now);
        var name = first.client().devices().get(before).name();
        first.await(ChatEvent.Told.class, each -> each.text().contains(name + " is yours now"));
        awaitDevices(relay, first.name(), before + 1);
        return name;
    }

    /** The new device has all that it needs; what the server knows is another matter. */
    static void join(Person first, Path file, Instant now) throws Exception {
        var offer = first.client().link(0);
        try (var keys = Person.keys(file)) {
            NewDevice.join(keys, first.name(), at(offer), code(offer), now);
        }
    }

    static InetSocketAddress at(LinkOffer offer) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), offer.port());
    }

    static OneTimeCode code(LinkOffer offer) {
        return OneTimeCode.of(offer.code().toCharArray());
    }

    /** Waits until the server has a list of so many. */
    static void awaitDevices(TestRelay relay, String user, int count) throws InterruptedException {
        relay.await(
                "a list of " + count,
                () -> relay.entry(user).filter(each -> devices(each) == count).isPresent());
    }

    static int devices(DirectoryEntry entry) {
        try {
            return entry.verify().devices().devices().size();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
