package io.securechannel.examples.messenger.client;

import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.DeviceId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Tells who does not get what was said, and why: many in one. */
final class Missed {

    private final Desk desk;
    private final TreeSet<String> withoutKeys = new TreeSet<>();
    private final TreeSet<String> tooMany = new TreeSet<>();
    private final Map<Lost, Integer> lost = new LinkedHashMap<>();
    private final Set<DeviceId> leftOut = new HashSet<>();

    Missed(Desk desk) {
        this.desk = desk;
    }

    private record Lost(String user, String why) {}

    /** What was said to all does not go to this user, of whom there is no key. */
    void withoutKeys(String user) {
        withoutKeys.add(user);
    }

    /** What was said to all does not go to this user, who is one of too many. */
    void tooMany(String user) {
        tooMany.add(user);
    }

    /** What was sealed for a device that is gone is for nobody. Before the item is finished. */
    void gone(OutboxItem item, String user) {
        lost(item, user, "the device of " + user + " that it was sealed for is gone.");
    }

    /** What was to be sealed for a device again is for nobody, as that has no key by now. Before the item is finished. */
    void keyless(OutboxItem item, String user) {
        lost(
                item,
                user,
                "the device of " + user + " that it was for has no key to which it can be sealed: say it again.");
    }

    /** What was to be sealed for a device again made room: for that the server takes nothing. Before the item is finished. */
    void behind(OutboxItem item, String user) {
        lost(item, user, "the server takes nothing for the device of " + user + " that it was for: say it again.");
    }

    /** What somebody has, or another device of the same user may still get, is not lost; a list of devices is told again. */
    private void lost(OutboxItem item, String user, String why) {
        if (!(item.payload() instanceof Payload.Devices)
                && !item.reached()
                && !desk.user().equals(user)
                && !desk.book().outbox().isStillFor(user, item)) {
            lost.merge(new Lost(user, why), 1, Integer::sum);
        }
    }

    /** What is said goes on to a user's other devices, without one. Told once for each. */
    void leftOut(String user, DeviceId device, String why) {
        if (leftOut.add(device)) {
            boolean own = desk.user().equals(user);
            desk.effects()
                    .event(new ChatEvent.Told(
                            user,
                            why + (own ? "your device " : "the device ") + device.shortName()
                                    + (own ? "" : " of " + user)
                                    + ": what you say reaches their other devices, and that one misses some of it"));
        }
    }

    void tell() {
        tell(withoutKeys, "the server named ", " as online, and gives no key of theirs that can be used");
        tell(
                tooMany,
                "this client has sent to so many devices, most of them by what was said to all, that ",
                " are too many");
        lost.forEach((each, count) ->
                desk.effects().event(new ChatEvent.Undelivered(each.user(), count, false, each.why())));
        lost.clear();
    }

    private void tell(SortedSet<String> users, String before, String why) {
        if (!users.isEmpty()) {
            int others = users.size() - 1;
            desk.effects()
                    .event(new ChatEvent.Undelivered(
                            users.first(),
                            users.size(),
                            false,
                            before + users.first() + (others == 0 ? "" : " and " + others + " others") + why
                                    + ": what you said to all did not go to them."));
            users.clear();
        }
    }
}
