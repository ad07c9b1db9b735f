package io.securechannel.examples.messenger.terminal;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Somebody who types what a test has written down, and remembers what they saw. */
final class RecordingScreen implements Screen {

    final List<Notice> notices = new CopyOnWriteArrayList<>();
    final List<Status> statuses = new CopyOnWriteArrayList<>();
    private final Queue<Runnable> before = new ArrayDeque<>();
    private final Queue<String> typed = new ArrayDeque<>();

    private Predicate<Notice> broken = notice -> false;

    RecordingScreen() {}

    /** A defect, or a terminal that is gone. */
    void breakAt(Predicate<Notice> which) {
        broken = which;
    }

    RecordingScreen type(String line) {
        return type(line, () -> {});
    }

    /** Types a line when something is done. */
    RecordingScreen type(String line, Runnable first) {
        typed.add(line);
        before.add(first);
        return this;
    }

    @Override
    public Optional<String> readLine() {
        if (typed.isEmpty()) {
            return Optional.empty();
        }
        before.remove().run();
        return Optional.of(typed.remove());
    }

    @Override
    public void show(Notice notice) {
        if (broken.test(notice)) {
            throw new IllegalStateException("the terminal is gone");
        }
        notices.add(notice);
    }

    @Override
    public void status(Status status) {
        statuses.add(status);
    }

    @Override
    public boolean interactive() {
        return true;
    }

    @Override
    public void close() {}

    Status lastStatus() {
        return statuses.get(statuses.size() - 1);
    }

    List<String> refused() {
        return notices.stream()
                .filter(Notice.Refused.class::isInstance)
                .map(each -> ((Notice.Refused) each).text())
                .toList();
    }
}
