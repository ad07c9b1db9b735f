package io.securechannel.examples.secret.road;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The key of the broken cipher. */
final class WordOption {

    @Option(
            names = "--word",
            paramLabel = "WORD",
            required = true,
            description = "The key, which both ends know: the alphabet begins with its letters.",
            converter = Converter.class)
    private @Nullable BrokenSubstitution cipher;

    WordOption() {}

    BrokenSubstitution cipher() {
        return Objects.requireNonNull(cipher);
    }

    /** A wrong word is wrong usage. */
    static final class Converter implements ITypeConverter<BrokenSubstitution> {

        Converter() {}

        @Override
        public BrokenSubstitution convert(String word) {
            try {
                return BrokenSubstitution.ofWord(word);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
