package io.securechannel.examples.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** What is measured besides the contenders' connections: envelopes, in one thread, and the messenger. */
enum Trials {
    /** Messages, and the primitives that they are made of. */
    ENVELOPES(EnvelopeTrial.NAME) {
        @Override
        List<Trial> make(Sizes sizes) throws Exception {
            return EnvelopeTrials.create(sizes.recipients(), sizes.rsaBits());
        }
    },
    /** Large contents, from one stream into another. */
    STREAMS(StreamTrial.NAME) {
        @Override
        List<Trial> make(Sizes sizes) throws Exception {
            return StreamTrials.create(sizes.stream());
        }
    },
    /** Envelopes that get other recipients. */
    REWRAP(RewrapTrial.NAME) {
        @Override
        List<Trial> make(Sizes sizes) throws Exception {
            return RewrapTrials.create(sizes.file());
        }
    },
    /** Clients of the messenger, and its server in a process of its own. */
    MESSENGER(MessengerTrial.NAME) {
        @Override
        List<Trial> make(Sizes sizes) {
            return List.of(new MessengerTrial(sizes.clients()));
        }
    };

    private final String title;

    Trials(String title) {
        this.title = title;
    }

    /**
     * How much there is of it.
     *
     * @param recipients of an envelope at most
     * @param stream MiB of content of a stream
     * @param file MB of a file
     * @param rsaBits of an RSA key at most
     * @param clients of the messenger
     */
    record Sizes(int recipients, int stream, int file, int rsaBits, int clients) {}

    /** {@return the name of the workload, on the command line and in reports} */
    String title() {
        return title;
    }

    abstract List<Trial> make(Sizes sizes) throws Exception;

    /** {@return all that are measured, ready to be; their keys have been made} */
    List<Trial> create(Sizes sizes) throws IOException {
        try {
            return make(sizes);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(title + " cannot be measured: " + e.getMessage(), e);
        }
    }

    /** {@return whether a metric is of one of these, and not of connections} */
    static boolean have(Metric metric) {
        return Arrays.stream(values()).anyMatch(each -> each.has(metric));
    }

    boolean has(Metric metric) {
        return title.equals(metric.workload());
    }
}
