package io.securechannel;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.testkit.ApiDump;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the dump must tell apart, in as few types as hold it. */
public class ApiDumpTest {

    private static final String HERE = "io.securechannel.ApiDumpTest.";

    @Test
    void aClassShowsWhatOthersCanUse() {
        assertThat(ApiDump.of(Sample.class))
                .containsExactly(
                        "public abstract static class " + HERE + "Sample<T extends Comparable<? super T>> extends"
                                + " (not public) implements java.io.Closeable {",
                        "    @Deprecated public final void old()",
                        "    protected @Nullable String name",
                        "    protected Sample(String...)",
                        "    public <R extends java.io.Closeable & Runnable> java.util.Map<String, ? extends R>"
                                + " map(java.util.function.Function<? super T, @Nullable R>, int, byte[] @Nullable [])"
                                + " throws IllegalStateException, java.io.IOException",
                        "    public abstract @Nullable T first(java.util.List<?>)",
                        "    public static void hidden()",
                        "    public void close()",
                        "}");
    }

    @Test
    void kindsAreToldApart() {
        assertThat(ApiDump.of(Closed.class))
                .containsExactly(
                        "public sealed interface " + HERE + "Closed permits (not public), " + HERE + "Point {",
                        "    public default int size()",
                        "}");
        assertThat(ApiDump.of(Point.class))
                .containsExactly(
                        "public record " + HERE + "Point(int x, @Nullable String label) implements " + HERE
                                + "Closed {",
                        "    public @Nullable String label()",
                        "    public Point(int, @Nullable String)",
                        "    public final String toString()",
                        "    public final boolean equals(Object)",
                        "    public final int hashCode()",
                        "    public int x()",
                        "}");
        assertThat(ApiDump.of(Reason.class))
                .containsExactly(
                        "public enum " + HERE + "Reason {",
                        "    constant LATE",
                        "    constant WRONG",
                        "    public String text()",
                        "}");
        assertThat(ApiDump.of(Marker.class))
                .containsExactly(
                        "public @interface " + HERE + "Marker {",
                        "    public abstract String value() default",
                        "    public abstract int level()",
                        "}");
    }

    abstract static class Hidden {
        public static void hidden() {}

        void notShown() {}
    }

    public abstract static class Sample<T extends Comparable<? super T>> extends Hidden implements Closeable {
        protected @Nullable String name;
        int notShown;

        protected Sample(String... names) {}

        public abstract @Nullable T first(List<?> of);

        public <R extends Closeable & Runnable> Map<String, ? extends R> map(
                Function<? super T, @Nullable R> by, int times, byte[] @Nullable [] rows)
                throws IOException, IllegalStateException {
            throw new IOException();
        }

        @Override
        public synchronized void close() {}

        @Deprecated
        public final void old() {}
    }

    public sealed interface Closed {
        default int size() {
            return 1;
        }
    }

    public record Point(int x, @Nullable String label) implements Closed {}

    record Hush() implements Closed {}

    public enum Reason {
        WRONG,
        LATE {
            @Override
            public String text() {
                return "late";
            }
        };

        public String text() {
            return "wrong";
        }
    }

    public @interface Marker {
        String value() default "";

        int level();
    }
}
