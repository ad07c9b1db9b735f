package io.securechannel.examples.transfer.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many things are closed, some of which cannot be. */
class ClosingTest {

    @Test
    void whateverOneThrowsTheOthersAreClosed() {
        var closed = new ArrayList<String>();
        var unchecked = new ClosedFileSystemException();
        var checked = new IOException("no space");
        var error = catchThrowable(() -> Closing.all(List.of(
                closing(closed, "first"),
                () -> {
                    throw unchecked;
                },
                closing(closed, "second"),
                () -> {
                    throw checked;
                },
                closing(closed, "third"))));
        assertThat(closed).containsExactly("first", "second", "third");
        assertThat(error).isSameAs(unchecked).hasSuppressedException(checked);
    }

    private static Closeable closing(List<String> closed, String name) {
        return () -> closed.add(name);
    }
}
