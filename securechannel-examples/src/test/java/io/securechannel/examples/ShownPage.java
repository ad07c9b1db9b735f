package io.securechannel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * What a browser shows.
 *
 * @param error why it shows a page of its own instead of ours, such as {@code net::ERR_CERT_REVOKED}; empty if it does not
 * @param text the visible text
 * @param picture what a person sees
 */
record ShownPage(String error, String text, BufferedImage picture) {

    /**
     * It is our page, where no error is expected; and otherwise the browser's own page with this error.
     *
     * @param expectedError the name of the error as a regular expression; empty for none
     */
    void requireShown(String expectedError) {
        if (expectedError.isEmpty()) {
            assertThat(error).isEmpty();
            assertThat(text).contains(HttpsPage.TEXT);
            assertThat(shareOf(HttpsPage.BACKGROUND)).isGreaterThan(0.9);
        } else {
            assertThat(error).matches("net::(" + expectedError + ")");
            assertThat(text).contains(error.substring("net::".length())).doesNotContain(HttpsPage.TEXT);
            assertThat(shareOf(HttpsPage.BACKGROUND)).isZero();
            assertThat(pixels().distinct().count())
                    .as("colours of a page that is not blank")
                    .isGreaterThan(20);
        }
    }

    void save(Path file) throws IOException {
        ImageIO.write(picture, "png", file.toFile());
    }

    /** How much of the picture has this colour. */
    double shareOf(Color colour) {
        return pixels().map(pixel -> pixel == colour.getRGB() ? 1 : 0).average().orElseThrow();
    }

    private IntStream pixels() {
        int width = picture.getWidth();
        return IntStream.range(0, width * picture.getHeight()).map(i -> picture.getRGB(i % width, i / width));
    }
}
