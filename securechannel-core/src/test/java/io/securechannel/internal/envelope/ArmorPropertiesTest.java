package io.securechannel.internal.envelope;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.crypto.Base64Url;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

@Tag("verify")
class ArmorPropertiesTest {

    @Property(tries = 300)
    void whatIsArmoredReadsBack(@ForAll @Size(min = 1, max = 400) byte[] content) throws Exception {
        assertThat(Armor.decode(Armor.ENVELOPE, Armor.encode(Armor.ENVELOPE, content)))
                .isEqualTo(content);
        assertThat(Base64Url.decode(Base64Url.encode(content, false), false)).contains(content);
    }

    /** Text that is accepted is, but for the ends of its lines, the one text of its content. */
    @Property(tries = 2_000)
    void aChangedByteIsRefusedOrAnotherContent(
            @ForAll @Size(min = 1, max = 200) byte[] content,
            @ForAll @IntRange(max = 99_999) int place,
            @ForAll byte value)
            throws Exception {
        var text = Armor.encode(Armor.ENVELOPE, content).getBytes(US_ASCII);
        text[place % text.length] = value;
        var changed = new String(text, ISO_8859_1);
        try {
            var read = Armor.decode(Armor.ENVELOPE, changed);
            assertThat(Armor.encode(Armor.ENVELOPE, read)).isEqualTo(changed);
        } catch (KeyMaterialException e) {
            assertThat(e.reason()).isEqualTo(KeyMaterialException.Reason.MALFORMED);
        }
    }

    @Property(tries = 500)
    void nonsenseIsRefused(@ForAll String nonsense) {
        var begun = "-----BEGIN SECURECHANNEL ENVELOPE-----\n" + nonsense;
        assertThat(catchThrowable(() -> Armor.decode(Armor.ENVELOPE, nonsense)))
                .isInstanceOf(KeyMaterialException.class);
        assertThat(catchThrowable(() -> Armor.decode(Armor.ENVELOPE, begun))).isInstanceOf(KeyMaterialException.class);
    }

    @Property(tries = 500)
    void base64UrlHasOneSpelling(@ForAll @Size(max = 40) byte[] characters) {
        var text = new String(characters, ISO_8859_1);
        Base64Url.decode(text, false)
                .ifPresent(bytes -> assertThat(Base64Url.encode(bytes, false)).isEqualTo(text));
    }
}
