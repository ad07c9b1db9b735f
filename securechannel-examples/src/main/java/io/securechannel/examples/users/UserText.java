package io.securechannel.examples.users;

import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.auth.store.User;
import io.securechannel.auth.throttle.LoginThrottle.Lock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Users for programs and for people; nothing secret of them. */
final class UserText {

    private UserText() {}

    /** {@return the members of a JSON object} They are added to over time and not renamed. Closes the credential. */
    static Map<String, @Nullable Object> members(User user, List<Lock> locks) {
        var members = new LinkedHashMap<String, @Nullable Object>();
        members.put("name", user.name());
        members.put("enabled", user.enabled());
        members.put(
                "iterations", user.password().map(ScramCredential::iterations).orElse(null));
        members.put("secondStep", user.secondStep().isPresent());
        members.put(
                "since", user.credentialsSince().truncatedTo(ChronoUnit.SECONDS).toString());
        members.put(
                "lockedFor",
                locks.stream()
                        .filter(each -> each.user().equals(user.name()))
                        .map(each -> each.address() + " until " + each.until().truncatedTo(ChronoUnit.SECONDS))
                        .toList());
        members.put(
                "attributes",
                new TreeMap<>(user.attributes())
                        .entrySet().stream()
                                .map(each -> each.getKey() + "=" + each.getValue())
                                .toList());
        user.password().ifPresent(ScramCredential::close);
        return members;
    }
}
