package io.securechannel.examples.messenger.client;

import io.securechannel.examples.messenger.client.ChatEvent.Alarm;
import io.securechannel.examples.messenger.client.UnreadAlarms.About;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Tells the user what is wrong, each thing once. Alarms are in the book until the listener has had them. A flood of one kind is told
 * in one line a minute, so that no other alarm scrolls away behind it: nothing that was seen goes untold.
 */
final class Alarms {

    /** One by one, of one kind about one user, a minute. */
    static final int MOST_OF_A_USER = 10;

    /** One by one, of one kind that anybody's name can be put to, a minute. */
    static final int MOST_OF_A_KIND = 50;

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_REMEMBERED = 100_000;
    private static final int MOST_WINDOWS = 4_096;

    private final Desk desk;
    private final Set<String> told = new HashSet<>();
    private final Map<About, Window> windows = new HashMap<>();

    Alarms(Desk desk) {
        this.desk = desk;
    }

    /** How many were told since when. */
    private static final class Window {
        private final Instant begun;
        private int told;

        Window(Instant begun) {
            this.begun = begun;
        }

        boolean isOver(Instant now) {
            return now.isBefore(begun) || !now.isBefore(begun.plus(WINDOW));
        }
    }

    /**
     * Tells it, unless the same was told since the program began.
     *
     * @param about what it is about, so that the same is not told twice: a mail, a list, a prekey
     */
    void raise(AlarmKind kind, String user, Object about, String text) {
        if (told.size() == MOST_REMEMBERED) {
            told.clear();
        }
        if (told.add(kind + " " + user + " " + about)) {
            raise(kind, user, text);
        }
    }

    /** Something about a user that needs no decision. */
    void say(String user, String text) {
        desk.effects().event(new ChatEvent.Told(user, text));
    }

    /** Tells it, or counts it if there were many like it just now. */
    void raise(AlarmKind kind, String user, String text) {
        var about = new About(kind, user);
        var unread = desk.book().unread();
        if (tooManyLike(about)) {
            unread.count(about.ofAnybody());
        } else if (unread.isFull() || !mayTell(about)) {
            unread.count(about);
        } else {
            tell(new Alarm(kind, user, text, now()));
        }
    }

    /** Of kinds that a server can provoke under as many names as it likes. */
    private boolean tooManyLike(About about) {
        boolean anybodys = about.kind() == AlarmKind.FORGED || about.kind() == AlarmKind.DEVICE_LIST_FORGED;
        return anybodys && window(about.ofAnybody()).told >= MOST_OF_A_KIND;
    }

    private boolean mayTell(About about) {
        var ofUser = window(about);
        if (ofUser.told >= MOST_OF_A_USER) {
            return false;
        }
        ofUser.told++;
        if (!about.user().isEmpty()) {
            window(about.ofAnybody()).told++;
        }
        return true;
    }

    private Window window(About about) {
        var now = now();
        var known = windows.get(about);
        if (known != null && !known.isOver(now)) {
            return known;
        }
        if (windows.size() >= MOST_WINDOWS) {
            windows.keySet().removeIf(each -> !each.user().isEmpty());
        }
        var fresh = new Window(now);
        windows.put(about, fresh);
        return fresh;
    }

    /** Tells in one what was only counted. */
    void tick() {
        var unread = desk.book().unread();
        for (var about : unread.counted().keySet()) {
            var window = windows.get(about);
            if (!unread.isFull() && (window == null || window.isOver(now()))) {
                windows.remove(about);
                long count = unread.takeCount(about);
                tell(new Alarm(about.kind(), about.user(), inOne(about, count), now()));
            }
        }
    }

    private static String inOne(About about, long count) {
        var kind = about.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return "and " + count + " more of this kind (" + kind + ")"
                + (about.user().isEmpty() ? "" : " about " + about.user())
                + ": so many at once are somebody's doing. Ask whoever runs the server.";
    }

    private void tell(Alarm alarm) {
        desk.book().unread().add(alarm);
        desk.effects().event(alarm);
    }

    /** What was told since the last change that was kept has not been told: the book is as it was before. */
    void forget() {
        told.clear();
        windows.clear();
    }

    private Instant now() {
        return Instant.ofEpochMilli(desk.now().toEpochMilli());
    }
}
