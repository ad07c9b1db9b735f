package io.securechannel.examples.messenger.terminal;

import io.securechannel.examples.console.Words;
import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.ConnectionState;
import io.securechannel.examples.messenger.client.InvitationInfo;
import io.securechannel.examples.messenger.client.RoomInfo;
import io.securechannel.examples.messenger.terminal.Notice.Saying;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Notices as lines for people. It writes nowhere. */
final class Renderer {

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MM-dd HH:mm");
    private static final String MARGIN = "       ";

    private final String self;
    private final Clock clock;

    /**
     * Renders for a user.
     *
     * @param self whose mentions are set off
     * @param clock that says what today is, and in which zone
     */
    Renderer(String self, Clock clock) {
        this.self = self;
        this.clock = clock;
    }

    /**
     * Renders a notice.
     *
     * @param notice from anywhere
     * @param width of a row, in columns
     * @return rows; none if there is nothing to see
     */
    List<StyledLine> lines(Notice notice, int width) {
        if (notice instanceof Notice.Said said) {
            return said(said, width);
        } else if (notice instanceof Notice.Happened happened) {
            return happened(happened.event(), width);
        }
        return Answers.lines(notice, this).stream()
                .flatMap(line -> Wrapping.wrap(line, width, MARGIN.length() + 2).stream())
                .toList();
    }

    private List<StyledLine> said(Notice.Said said, int width) {
        if (said.saying() == Saying.DELIVERED) {
            return List.of(); // the status bar counts what waits
        }
        var message = said.message();
        boolean own = message.sender().equals(self);
        var place = said.mode() == Mode.DIRECT && !own ? "" : message.place();
        var line = new LineBuilder()
                .put(Style.TIME, time(message.time()))
                .put(Style.TEXT, "  ")
                .put(own ? Style.SELF : Style.SENDER, message.sender())
                .put(Style.TEXT, "  ")
                .put(Style.of(said.mode()), "[" + said.mode().label(place) + "]")
                .put(Style.TEXT, "  ");
        if (said.saying() == Saying.WAITING) {
            line.put(Style.SYSTEM, "(waits) ");
        } else if (message.late()) {
            line.put(Style.SYSTEM, "(late) ");
        }
        int indent = line.width();
        return Wrapping.wrap(
                line.putWithMentions(Style.TEXT, message.text(), self).line(), width, indent);
    }

    private List<StyledLine> happened(ChatEvent event, int width) {
        boolean alarm = event instanceof ChatEvent.Alarm;
        var text = alarm ? alarm((ChatEvent.Alarm) event) : system(event);
        if (text.isEmpty()) {
            return List.of();
        }
        var time = event instanceof ChatEvent.Alarm seen ? seen.time() : clock.instant();
        var line = new LineBuilder().put(Style.TIME, time(time)).put(Style.TEXT, "  ");
        int indent = line.width();
        return Wrapping.wrap(line.put(style(event), text).line(), width, indent);
    }

    private static Style style(ChatEvent event) {
        if (event instanceof ChatEvent.Alarm) {
            return Style.ALARM;
        }
        return event instanceof ChatEvent.ConnectionChanged changed && changed.state() == ConnectionState.REFUSED
                ? Style.ERROR
                : Style.SYSTEM;
    }

    private static String alarm(ChatEvent.Alarm alarm) {
        return "ALARM (" + Words.of(alarm.kind()).replace('-', ' ')
                + (alarm.user().isEmpty() ? "" : ", " + alarm.user()) + ") " + alarm.text();
    }

    private String system(ChatEvent event) {
        if (event instanceof ChatEvent.Undelivered undelivered) {
            var user = undelivered.user();
            return undelivered.count() + " to " + user
                    + (undelivered.waits()
                            ? " waits: " + undelivered.text() + " /forget " + user + " takes it back"
                            : " not delivered: " + undelivered.text());
        } else if (event instanceof ChatEvent.Invited invited) {
            var id = invited.invitation().id();
            return invitation(invited.invitation()) + ": /accept " + id + " or /decline " + id;
        } else if (event instanceof ChatEvent.InvitationEnded ended) {
            return invitation(ended.invitation()) + ": " + Words.of(ended.outcome());
        } else if (event instanceof ChatEvent.RoomChanged changed) {
            return roomName(changed.room()) + ": " + changed.text()
                    + (changed.room().open()
                            ? " (" + String.join(", ", changed.room().members()) + "); /room "
                                    + changed.room().name() + " to speak there"
                            : "");
        } else if (event instanceof ChatEvent.RoomClosed closed) {
            return roomName(closed.room()) + " is closed: " + closed.text();
        } else if (event instanceof ChatEvent.Told told) {
            return told.text();
        } else if (event instanceof ChatEvent.PresenceChanged presence) {
            return presence.user().equals(self) ? "" : presence.user() + (presence.online() ? " is here" : " has gone");
        } else if (event instanceof ChatEvent.ConnectionChanged connection) {
            return connection(connection.state(), connection.text());
        }
        throw new IllegalArgumentException(event.getClass().getSimpleName());
    }

    private static String connection(ConnectionState state, String text) {
        if (state == ConnectionState.CONNECTING) {
            return ""; // the status bar says it
        }
        var word = Words.of(state);
        return text.isEmpty() || text.equals(word) ? word : word + ": " + text;
    }

    /** From whom to whom, into what. */
    String invitation(InvitationInfo invitation) {
        var into = invitation.group().isEmpty() ? "a private room" : "the group " + invitation.group();
        return invitation.to().equals(self)
                ? invitation.from() + " invites you into " + into + " until " + time(invitation.expires())
                : "you invite " + invitation.to() + " into " + into + " until " + time(invitation.expires());
    }

    static String roomName(RoomInfo room) {
        return (room.isPrivate() ? "the private room with " : "the group ") + room.name();
    }

    /** The hour and minute, and the day if it is not today. */
    private String time(Instant instant) {
        try {
            var at = instant.atZone(clock.getZone());
            return (at.toLocalDate().equals(LocalDate.now(clock)) ? MINUTE : DAY).format(at);
        } catch (DateTimeException e) {
            return "--:--"; // a sender's clock may say anything
        }
    }

    /** A line of an answer, set off from what was said. */
    static StyledLine answer(Style style, String text) {
        return new LineBuilder().put(Style.TEXT, MARGIN).put(style, text).line();
    }
}
