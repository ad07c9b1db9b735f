package io.securechannel.auth.throttle;

import io.securechannel.auth.throttle.LoginThrottle.Attempt;
import io.securechannel.auth.throttle.LoginThrottle.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What a throttle does, from the list of all that ever happened; nothing is forgotten, and nothing is quick. */
final class NaiveThrottle {

    private final ThrottleLimits limits;
    private final List<Happened> all = new ArrayList<>();

    NaiveThrottle(ThrottleLimits limits) {
        this.limits = limits;
    }

    private record Happened(String user, String address, Instant when, Result result) {}

    Attempt attempt(String user, String address, boolean right, Instant now) {
        var delay = isSlow(user, address, now) ? limits.delay() : Duration.ZERO;
        var result = result(user, address, right, now);
        all.add(new Happened(user, address, now, result));
        return new Attempt(result, delay);
    }

    private Result result(String user, String address, boolean right, Instant now) {
        var ofPair = all.stream()
                .filter(each -> each.user().equals(user) && each.address().equals(address))
                .toList();
        int counted = 0;
        for (var each : ofPair) {
            switch (each.result()) {
                case REFUSED_AND_LOCKED -> {
                    if (now.isBefore(each.when().plus(limits.lock()))) {
                        return Result.LOCKED;
                    }
                    counted = 0;
                }
                case ACCEPTED -> counted = 0;
                case REFUSED -> counted += now.isBefore(each.when().plus(limits.window())) ? 1 : 0;
                case LOCKED -> {}
            }
        }
        if (right) {
            return Result.ACCEPTED;
        }
        return counted + 1 >= limits.failures() ? Result.REFUSED_AND_LOCKED : Result.REFUSED;
    }

    private boolean isSlow(String user, String address, Instant now) {
        boolean known = all.stream()
                .anyMatch(each -> each.user().equals(user)
                        && each.address().equals(address)
                        && each.result() == Result.ACCEPTED
                        && now.isBefore(each.when().plus(Duration.ofDays(7))));
        return inWindow(now, each -> each.address().equals(address)) >= limits.addressFailures()
                || (!known && inWindow(now, each -> each.user().equals(user)) >= limits.accountFailures());
    }

    /** The first failure opens a window; the first after its end opens the next. */
    private int inWindow(Instant now, Predicate<Happened> counts) {
        Instant opened = null;
        int failures = 0;
        for (var each : all) {
            if (each.result() != Result.ACCEPTED && counts.test(each)) {
                boolean isNew = opened == null || !each.when().isBefore(opened.plus(limits.window()));
                opened = isNew ? each.when() : opened;
                failures = isNew ? 1 : failures + 1;
            }
        }
        return opened != null && now.isBefore(opened.plus(limits.window())) ? failures : 0;
    }

    void unlock(String user) {
        // Of an unlocked account only where it is known stays; its failures still count for the addresses.
        all.replaceAll(each -> each.user().equals(user) && each.result() != Result.ACCEPTED
                ? new Happened("", each.address(), each.when(), each.result())
                : each);
    }
}
