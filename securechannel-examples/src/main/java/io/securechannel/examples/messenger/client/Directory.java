package io.securechannel.examples.messenger.client;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.PublishedUser;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.examples.messenger.protocol.SignedStatement;
import io.securechannel.examples.messenger.protocol.UserPresence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the server has said about users on this connection: who is there, and, once asked, their keys. */
final class Directory {

    /** Answers are used for so long; then it asks again, for the user's newest prekey. */
    private static final Duration FRESH = Duration.ofHours(1);

    /** Of more users it is not remembered whether they are there. */
    static final int MOST_PRESENT = 16_384;

    private final KeyWatch keyWatch;
    private final Map<String, Answer> answers = new HashMap<>();
    private final Map<String, Long> revisions = new HashMap<>();
    private final Map<Long, Set<String>> requests = new HashMap<>();
    private final Set<String> wanted = new LinkedHashSet<>();
    private final TreeSet<String> online = new TreeSet<>();
    private long numbers;

    Directory(KeyWatch keyWatch) {
        this.keyWatch = keyWatch;
    }

    /** What the server said about a user, and what of it can be used. */
    private record Answer(Optional<DirectoryEntry> entry, Optional<PublishedUser> usable, Instant time) {}

    /** Forgets all: another connection, perhaps another server. */
    void reset() {
        answers.clear();
        revisions.clear();
        requests.clear();
        wanted.clear();
        online.clear();
    }

    Set<String> online() {
        return new TreeSet<>(online);
    }

    /** The keys to which messages for a user can be sealed; asks for them if they are not there. */
    Optional<PublishedUser> usable(String user, Instant now) {
        var answer = answers.get(user);
        if (answer == null || answer.time().plus(FRESH).isBefore(now)) {
            want(user);
            return Optional.empty();
        }
        return answer.usable();
    }

    /** Whether the server was asked about a user on this connection, and has answered at some time. */
    boolean knows(String user) {
        return answers.containsKey(user);
    }

    /** Whether the server was asked, and knows no such user. */
    boolean absent(String user) {
        var answer = answers.get(user);
        return answer != null && answer.entry().isEmpty();
    }

    /** Whether what the server says about a user now names a device, whatever key has signed it. */
    boolean claims(String user, DeviceId device) {
        var answer = answers.get(user);
        return answer != null
                && answer.entry().map(entry -> keyWatch.names(entry, device)).orElse(false);
    }

    /** A user's list of devices, as the server gave it, if it can be used. */
    Optional<SignedStatement> list(String user) {
        var answer = answers.get(user);
        return answer == null || answer.usable().isEmpty()
                ? Optional.empty()
                : answer.entry().map(DirectoryEntry::devices);
    }

    /** A list that its user has sent, end to end: the server is asked again, and judged by that one. */
    boolean stated(String user, SignedStatement list) throws KeyMaterialException {
        boolean newer = keyWatch.stated(user, list);
        if (newer) {
            askAgain(user);
        }
        return newer;
    }

    /** What the server has said about a user is over. */
    void askAgain(String user) {
        forget(user);
        want(user);
    }

    void want(String user) {
        if (requests.values().stream().noneMatch(each -> each.contains(user))) {
            wanted.add(user);
        }
    }

    /** What was said about a user is not used any more. */
    void forget(String user) {
        answers.remove(user);
    }

    /** Looks at an answer again, after its user's key was accepted; or asks. */
    void judgeAgain(String user, Instant now) {
        var answer = answers.get(user);
        if (answer == null || answer.entry().isEmpty()) {
            want(user);
        } else {
            answers.put(
                    user,
                    new Answer(answer.entry(), keyWatch.judge(answer.entry().get()), now));
        }
    }

    /** Asks for all that is wanted. */
    void ask(Effects effects) {
        while (!wanted.isEmpty()) {
            var some = wanted.stream().limit(ClientMessage.MOST_ENTRIES).toList();
            some.forEach(wanted::remove);
            requests.put(++numbers, new HashSet<>(some));
            effects.send(new ClientMessage.Lookup(numbers, some));
        }
    }

    /** {@return the users of whom more is known now} */
    List<String> answered(ServerMessage.Directory directory, Instant now) {
        var asked = requests.get(directory.request());
        if (asked == null) {
            return List.of();
        }
        var answered = new ArrayList<String>();
        for (var entry : directory.entries()) {
            if (asked.remove(entry.user())) {
                answers.put(entry.user(), new Answer(Optional.of(entry), keyWatch.judge(entry), now));
                answered.add(entry.user());
            }
        }
        if (directory.complete()) {
            for (var user : asked) {
                keyWatch.absent(user);
                answers.put(user, new Answer(Optional.empty(), Optional.empty(), now));
            }
            answered.addAll(asked);
            requests.remove(directory.request());
        }
        return answered;
    }

    /**
     * Takes who is there.
     *
     * @return those of whom something has changed, and whose keys are asked for again if they were asked for before
     */
    List<UserPresence> presence(List<UserPresence> users) {
        var changed = new ArrayList<UserPresence>();
        for (var each : users) {
            if (revisions.size() >= MOST_PRESENT && !revisions.containsKey(each.user())) {
                continue;
            }
            var before = revisions.put(each.user(), each.revision());
            if (answers.containsKey(each.user()) && (before == null || before != each.revision())) {
                answers.remove(each.user());
                want(each.user());
            }
            if (each.online() ? online.add(each.user()) : online.remove(each.user())) {
                changed.add(each);
            }
        }
        return changed;
    }
}
