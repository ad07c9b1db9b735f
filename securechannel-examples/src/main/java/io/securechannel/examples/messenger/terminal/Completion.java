package io.securechannel.examples.messenger.terminal;

import io.securechannel.examples.messenger.client.ChatMessage;
import io.securechannel.examples.messenger.client.ContactInfo;
import io.securechannel.examples.messenger.client.DeviceInfo;
import io.securechannel.examples.messenger.client.InvitationInfo;
import io.securechannel.examples.messenger.client.Messenger;
import io.securechannel.examples.messenger.client.RoomInfo;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What may come next in a line: commands, users, rooms, invitations, mentions. */
final class Completion {

    private final Messenger messenger;

    Completion(Messenger messenger) {
        this.messenger = messenger;
    }

    /**
     * {@return all that may stand at the cursor, whatever the word there begins with}
     *
     * @param before the words before the cursor's
     * @param word at the cursor, as far as it is typed
     */
    List<String> candidates(List<String> before, String word) {
        if (before.isEmpty() && word.startsWith("/")) {
            return commands();
        }
        var command = before.isEmpty() ? Optional.<CommandWord>empty() : CommandWord.find(slashed(before.get(0)));
        var candidates = command.map(found -> arguments(found, before)).orElse(Stream.empty());
        if (word.startsWith("@")) {
            candidates = users().map(user -> "@" + user);
        }
        return candidates
                .filter(each -> Harmless.text(each).equals(each))
                .distinct()
                .sorted()
                .toList();
    }

    /** A word without its slash is no command, though help takes it. */
    private static String slashed(String word) {
        return word.startsWith("/") ? word : "//";
    }

    private static List<String> commands() {
        return Stream.of(CommandWord.values()).map(CommandWord::word).toList();
    }

    private Stream<String> arguments(CommandWord command, List<String> before) {
        boolean first = before.size() == 1;
        boolean second = before.size() == 2;
        return switch (command) {
            case MSG, VERIFY, VERIFIED, TRUST -> first ? users() : Stream.empty();
            case ROOM -> first ? names(RoomInfo::open) : Stream.empty();
            case LEAVE -> first ? names(room -> true) : Stream.empty();
            case INVITE -> first ? Stream.concat(users(), groups()) : second ? users() : Stream.empty();
            case UNLINK -> first ? messenger.devices().stream().map(DeviceInfo::name) : Stream.empty();
            case KICK -> first ? groups() : second ? members(before.get(1)) : Stream.empty();
            case ACCEPT, DECLINE -> first ? invitations() : Stream.empty();
            case FORGET -> first ? messenger.waiting().stream().map(ChatMessage::place) : Stream.empty();
            case HELP -> first ? commands().stream() : Stream.empty();
            default -> Stream.empty();
        };
    }

    private Stream<String> users() {
        return Stream.concat(
                        messenger.online().stream(),
                        messenger.contacts().stream().map(ContactInfo::user))
                .filter(user -> !user.equals(messenger.user()));
    }

    private Stream<String> names(Predicate<RoomInfo> which) {
        return messenger.rooms().stream().filter(which).map(RoomInfo::name);
    }

    private Stream<String> groups() {
        return names(room -> !room.isPrivate() && room.owner().equals(messenger.user()));
    }

    private Stream<String> members(String group) {
        return messenger.rooms().stream()
                .filter(room -> !room.isPrivate() && room.name().equals(group))
                .flatMap(room -> room.members().stream())
                .filter(user -> !user.equals(messenger.user()));
    }

    private Stream<String> invitations() {
        return messenger.invitations().stream()
                .filter(each -> each.to().equals(messenger.user()))
                .map(InvitationInfo::id);
    }
}
