package io.securechannel.examples.messenger.terminal;

import io.securechannel.examples.console.Words;
import io.securechannel.examples.messenger.client.ContactInfo;
import io.securechannel.examples.messenger.client.DeviceInfo;
import io.securechannel.examples.messenger.client.RoomInfo;
import java.util.List;
import java.util.stream.Stream;

/** Answers to commands, for people. */
final class Answers {

    private static final int COLUMN = 32;

    private Answers() {}

    static List<StyledLine> lines(Notice notice, Renderer renderer) {
        if (notice instanceof Notice.Refused refused) {
            return List.of(Renderer.answer(Style.ERROR, refused.text()));
        }
        if (notice instanceof Notice.Typed typed) {
            return List.of(
                    new LineBuilder().put(Style.TIME, "> " + typed.line()).line());
        }
        return texts(notice, renderer)
                .map(text -> Renderer.answer(Style.SYSTEM, text))
                .toList();
    }

    private static Stream<String> texts(Notice notice, Renderer renderer) {
        if (notice instanceof Notice.Online online) {
            return orElse(Stream.of(String.join(", ", online.users())), "nobody is online, or there is no connection");
        } else if (notice instanceof Notice.Rooms rooms) {
            return orElse(
                    rooms.rooms().stream().map(Answers::room),
                    "no rooms: /invite USER opens a private one, /group NAME makes a group");
        } else if (notice instanceof Notice.Invitations invitations) {
            return orElse(
                    invitations.invitations().stream().map(each -> each.id() + "  " + renderer.invitation(each)),
                    "no open invitations");
        } else if (notice instanceof Notice.Contacts contacts) {
            return orElse(contacts.contacts().stream().map(Answers::contact), "you have met nobody yet");
        } else if (notice instanceof Notice.Devices devices) {
            return devices.devices().stream().map(Answers::device);
        } else if (notice instanceof Notice.Link link) {
            return link(link);
        } else if (notice instanceof Notice.Compare compare) {
            return compare(compare);
        } else if (notice instanceof Notice.Moved moved) {
            return Stream.of("you speak to " + to(moved.place()));
        } else if (notice instanceof Notice.State state) {
            return state(state);
        } else if (notice instanceof Notice.Help help) {
            return help.commands().stream().map(Answers::help);
        } else if (notice instanceof Notice.Done done) {
            return Stream.of(done.text());
        }
        throw new IllegalArgumentException(notice.getClass().getSimpleName());
    }

    private static Stream<String> orElse(Stream<String> lines, String ifNone) {
        var list = lines.filter(each -> !each.isEmpty()).toList();
        return list.isEmpty() ? Stream.of(ifNone) : list.stream();
    }

    private static String room(RoomInfo room) {
        return Renderer.roomName(room) + (room.open() ? "" : " (not open yet)") + ": "
                + String.join(", ", room.members()) + (room.isPrivate() ? "" : "; owner " + room.owner());
    }

    private static String contact(ContactInfo contact) {
        return contact.user() + "  " + contact.fingerprint() + "  "
                + switch (contact.confidence()) {
                    case FIRST_SEEN -> "as the server said; /verify " + contact.user();
                    case VERIFIED -> "verified";
                    case CHANGED -> "CHANGED, nothing is sent: ask them, /verify, then /trust " + contact.user();
                };
    }

    private static String device(DeviceInfo device) {
        return device.name()
                + (device.first() ? "  the first, which has your identity key" : "  linked")
                + (device.here() ? "; this one" : "");
    }

    private static Stream<String> link(Notice.Link link) {
        return Stream.of(
                "at the new device, within ten minutes:",
                "    chat --server ... --user " + link.user() + " --link HOST:"
                        + link.offer().port() + "   (HOST is this machine)",
                "and there this code, which is good for one guess: "
                        + link.offer().code());
    }

    private static Stream<String> compare(Notice.Compare compare) {
        var digits = compare.number().grouped().split(" ", -1);
        var rows = Stream.of(0, 4, 8)
                .filter(at -> at + 4 <= digits.length)
                .map(at -> "    " + String.join(" ", List.of(digits).subList(at, at + 4)));
        return Stream.concat(
                Stream.concat(Stream.of("the safety number of you and " + compare.user() + ":"), rows),
                Stream.of(
                        "read it to each other where you know the voice or see the face, not in this chat;",
                        "/verify shows them the same digits if nobody sits between you: then type /verified "
                                + compare.user(),
                        "if they differ, somebody reads along: do not use this server"));
    }

    private static String to(Place place) {
        return switch (place.mode()) {
            case BROADCAST -> "all who are online";
            case DIRECT -> place.name();
            case PRIVATE -> place.name() + ", in private";
            case GROUP -> "the group " + place.name();
        };
    }

    private static Stream<String> state(Notice.State state) {
        var status = state.status();
        return Stream.of(
                "you are " + status.user() + ", your identity key is " + state.fingerprint(),
                "the connection is " + Words.of(status.connection()) + "; " + status.waiting() + " waiting",
                "you speak to " + to(status.place()) + (status.place().open() ? "" : ", which is closed"));
    }

    private static String help(CommandWord command) {
        var usage = command.usage();
        return usage + " ".repeat(Math.max(2, COLUMN - usage.length())) + command.description();
    }
}
