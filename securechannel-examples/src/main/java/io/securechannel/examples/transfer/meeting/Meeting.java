package io.securechannel.examples.transfer.meeting;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.transfer.protocol.Link;
import java.io.IOException;

/** Makes channels to the other end, one after the other. */
public interface Meeting extends AutoCloseable {

    /**
     * Meets for the first time, or once more after a cut.
     *
     * @return a link to the other end, who has proved that it is
     * @throws KeyMaterialException if keys cannot be used
     * @throws IOException if nobody is met
     */
    Link meet() throws KeyMaterialException, IOException;

    @Override
    void close();
}
