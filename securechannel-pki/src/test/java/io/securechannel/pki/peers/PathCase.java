package io.securechannel.pki.peers;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * A row of a table: what is asked, and what each program says to it.
 *
 * @param what the row's name
 * @param question what is asked
 * @param openssl the words with which {@code openssl verify} refuses; empty if it accepts
 * @param certtool the words with which {@code certtool --verify} refuses; empty if it accepts
 */
record PathCase(String what, Question question, String openssl, String certtool) {

    static final String ACCEPTED = "";

    /** Both accept. */
    PathCase(String what, Question question) {
        this(what, question, ACCEPTED, ACCEPTED);
    }

    /** Each row for each program. */
    static Stream<Arguments> forEachProgram(Stream<PathCase> rows) {
        return rows.flatMap(row -> Stream.of("openssl", "certtool").map(program -> Arguments.of(program, row)));
    }

    /** Asks one of the two, and compares. */
    void ask(String program, Path directory) throws Exception {
        Program.require(program);
        if (program.equals("openssl")) {
            answers(question.askOpenssl(directory), openssl);
        } else {
            answers(question.askCerttool(directory), certtool);
        }
    }

    private static void answers(Program.Result result, String expected) {
        if (expected.equals(ACCEPTED)) {
            result.succeeded();
        } else {
            result.failedWith(expected);
        }
    }

    @Override
    public String toString() {
        return what;
    }
}
