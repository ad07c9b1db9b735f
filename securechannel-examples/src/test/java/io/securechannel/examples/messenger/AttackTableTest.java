package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.client.AlarmKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Section 5 of docs/spec/messenger.md is complete: every alarm, every test, and no row that the tests do not read. */
class AttackTableTest {

    private static final Set<Class<?>> TESTS = Set.of(
            HostileServerTest.class, HostileDirectoryTest.class, HostileClaimsTest.class, HostileDevicesTest.class);

    @Test
    void namesEveryAlarm() throws Exception {
        var named = EnumSet.noneOf(AlarmKind.class);
        AttackTable.rows().forEach(row -> named.addAll(row.kinds()));
        named.add(AlarmKind.MEMORY_LOST); // no server's doing: DamagedBookTest
        assertThat(named).containsExactlyInAnyOrder(AlarmKind.values());
    }

    @Test
    void namesEveryTestOnce() throws Exception {
        var methods = new ArrayList<String>();
        for (var test : TESTS) {
            Stream.of(test.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(Test.class))
                    .forEach(method -> methods.add(test.getSimpleName() + "." + method.getName()));
        }
        assertThat(AttackTable.rows())
                .extracting(row -> row.testClass() + "." + row.testMethod())
                .containsExactlyInAnyOrderElementsOf(methods);
    }

    @Test
    void everyRowIsRead() throws Exception {
        var page = Files.readString(Path.of("..", "docs", "spec", "messenger.md"));
        long lines = page.lines().filter(line -> line.contains("| `Hostile")).count();
        assertThat(AttackTable.rows()).hasSize((int) lines);
    }
}
