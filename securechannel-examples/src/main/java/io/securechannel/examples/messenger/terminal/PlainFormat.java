package io.securechannel.examples.messenger.terminal;

import io.securechannel.examples.console.Visible;
import io.securechannel.examples.console.Words;
import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.InvitationInfo;
import io.securechannel.examples.messenger.client.RoomInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Notices for scripts: lines of fields with tabs between them, of which the first says what kind of line it is. The formats
 * are in docs/how-to/chat.md, and stay.
 *
 * <p>In a field a backslash is two of them, a line break {@code \n}, a tab {@code \t}, and every other control character, or one
 * that turns the direction of writing, {@code \\u{…}} with its hexadecimal number. An empty field is {@code -}.
 */
final class PlainFormat {

    private PlainFormat() {}

    static List<String> lines(Notice notice) {
        if (notice instanceof Notice.Said said) {
            return List.of(said(said));
        } else if (notice instanceof Notice.Happened happened) {
            return List.of(event(happened.event()));
        } else if (notice instanceof Notice.Online online) {
            return online.users().stream().map(user -> line("user", user)).toList();
        } else if (notice instanceof Notice.Rooms rooms) {
            return rooms.rooms().stream().map(room -> room(room, "")).toList();
        } else if (notice instanceof Notice.Invitations invitations) {
            return invitations.invitations().stream()
                    .map(each -> invitation("invitation", each))
                    .toList();
        } else if (notice instanceof Notice.Contacts contacts) {
            return contacts.contacts().stream()
                    .map(each -> line("contact", each.user(), Words.of(each.confidence()), each.fingerprint()))
                    .toList();
        } else if (notice instanceof Notice.Devices devices) {
            return devices.devices().stream()
                    .map(each -> line(
                            "device",
                            each.name(),
                            each.first() ? "first" : "linked",
                            each.here() ? "here" : "elsewhere"))
                    .toList();
        } else if (notice instanceof Notice.Typed) {
            return List.of();
        } else if (notice instanceof Notice.Help help) {
            return help.commands().stream()
                    .map(each -> line("help", each.usage(), each.description()))
                    .toList();
        }
        return List.of(answer(notice));
    }

    private static String answer(Notice notice) {
        if (notice instanceof Notice.Compare compare) {
            return line("safety-number", compare.user(), compare.number().digits());
        } else if (notice instanceof Notice.Link link) {
            return line(
                    "link", Integer.toString(link.offer().port()), link.offer().code());
        } else if (notice instanceof Notice.Moved moved) {
            return line("mode", moved.place().mode().word(), moved.place().name());
        } else if (notice instanceof Notice.State state) {
            var status = state.status();
            return line(
                    "status",
                    status.user(),
                    Words.of(status.connection()),
                    status.place().mode().word(),
                    status.place().name(),
                    Integer.toString(status.waiting()),
                    state.fingerprint());
        } else if (notice instanceof Notice.Done done) {
            return line("done", done.text());
        } else if (notice instanceof Notice.Refused refused) {
            return line("error", refused.text());
        }
        throw new IllegalArgumentException(notice.getClass().getSimpleName());
    }

    private static String said(Notice.Said said) {
        var message = said.message();
        return line(
                Words.of(said.saying()),
                message.time().toString(),
                said.mode().word(),
                message.place(),
                message.sender(),
                message.text());
    }

    private static String event(ChatEvent event) {
        if (event instanceof ChatEvent.Undelivered undelivered) {
            return line("undelivered", undelivered.user(), Integer.toString(undelivered.count()), undelivered.text());
        } else if (event instanceof ChatEvent.Invited invited) {
            return invitation("invited", invited.invitation());
        } else if (event instanceof ChatEvent.InvitationEnded ended) {
            return invitation(Words.of(ended.outcome()), ended.invitation());
        } else if (event instanceof ChatEvent.RoomChanged changed) {
            return room(changed.room(), changed.text());
        } else if (event instanceof ChatEvent.RoomClosed closed) {
            return line(
                    "closed",
                    closed.room().isPrivate() ? "private" : "group",
                    closed.room().name(),
                    closed.text());
        } else if (event instanceof ChatEvent.Told told) {
            return line("told", told.user(), told.text());
        } else if (event instanceof ChatEvent.PresenceChanged presence) {
            return line(presence.online() ? "online" : "offline", presence.user());
        } else if (event instanceof ChatEvent.ConnectionChanged connection) {
            return line("connection", Words.of(connection.state()), connection.text());
        } else if (event instanceof ChatEvent.Alarm alarm) {
            return line("alarm", alarm.time().toString(), Words.of(alarm.kind()), alarm.user(), alarm.text());
        }
        throw new IllegalArgumentException(event.getClass().getSimpleName());
    }

    private static String invitation(String kind, InvitationInfo invitation) {
        return line(
                kind,
                invitation.id(),
                invitation.from(),
                invitation.to(),
                invitation.group(),
                invitation.expires().toString());
    }

    private static String room(RoomInfo room, String text) {
        return line(
                "room",
                room.isPrivate() ? "private" : "group",
                room.name(),
                room.open() ? "open" : "waiting",
                room.owner(),
                String.join(",", room.members()),
                text);
    }

    private static String line(String... fields) {
        return String.join("\t", Stream.of(fields).map(PlainFormat::field).toList());
    }

    private static String field(String text) {
        if (text.isEmpty()) {
            return "-";
        }
        var parts = new ArrayList<String>();
        text.codePoints().forEach(each -> parts.add(escaped(each)));
        return String.join("", parts);
    }

    private static String escaped(int codePoint) {
        return switch (codePoint) {
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\t' -> "\\t";
            default -> Visible.isHarmless(codePoint) ? Character.toString(codePoint) : "\\u{%x}".formatted(codePoint);
        };
    }
}
