package io.securechannel.examples.users;

import io.securechannel.auth.throttle.LoginThrottle.Lock;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.Json;
import io.securechannel.examples.console.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the users. */
@Command(
        name = "list",
        description = "Lists the users, without secrets.",
        footerHeading = "%nExamples:%n",
        footer = {"  users list", "  users list --json --store jdbc:h2:./users"})
final class ListCommand extends UserCommand {

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    ListCommand() {}

    @Override
    void run(UserStore users) throws Exception {
        var all = all(users);
        if (json) {
            out().println(Json.write(all));
            return;
        }
        var table = new Table("NAME", "STATE", "PASSWORD", "SECOND STEP", "SINCE", "ATTRIBUTES");
        for (var each : all) {
            table.row(
                    String.valueOf(each.get("name")),
                    state(each),
                    each.get("iterations") == null ? "none" : each.get("iterations") + " iterations",
                    Boolean.TRUE.equals(each.get("secondStep")) ? "code" : "",
                    String.valueOf(each.get("since")).substring(0, 10),
                    words(each.get("attributes")));
        }
        table.print(out());
    }

    private static List<Map<String, @Nullable Object>> all(UserStore users) throws KeyMaterialException {
        var names = users.users().names();
        List<Lock> locks = users.failures().isPresent() ? users.failures().get().locked(names) : List.of();
        var all = new ArrayList<Map<String, @Nullable Object>>();
        for (var name : names) {
            users.users().find(name).ifPresent(user -> all.add(UserText.members(user, locks)));
        }
        return all;
    }

    private static String state(Map<String, @Nullable Object> user) {
        var state = Boolean.TRUE.equals(user.get("enabled")) ? "enabled" : "disabled";
        return user.get("lockedFor") instanceof List<?> locks && !locks.isEmpty()
                ? state + ", locked for " + words(locks)
                : state;
    }

    private static String words(@Nullable Object list) {
        return list instanceof List<?> words
                ? String.join(", ", words.stream().map(String::valueOf).toList())
                : "";
    }
}
