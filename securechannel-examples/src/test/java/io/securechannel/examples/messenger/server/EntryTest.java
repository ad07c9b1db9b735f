package io.securechannel.examples.messenger.server;

import java.nio.file.Path;

/** Over an H2 file. */
class EntryTest extends EntryContract {

    @Override
    ServerHarness start(Path directory) throws Exception {
        return ServerHarness.in(directory);
    }
}
