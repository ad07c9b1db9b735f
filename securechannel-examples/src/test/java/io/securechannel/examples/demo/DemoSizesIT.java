package io.securechannel.examples.demo;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo on files about the size of a block and of a record. */
@Tag("it")
class DemoSizesIT {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 8_191})
    void keepsItsPromises(int size) throws Exception {
        var test = new DemoCommandTest();
        test.directory = directory;
        test.keepsItsPromisesForFilesOfAnySize(size);
    }
}
