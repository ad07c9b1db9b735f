package io.securechannel.examples.secret;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever the text is. */
class HtmlProperties {

    @Property(tries = 100)
    void escapedTextHoldsNoMarkupAndIsReadBackAsItWas(@ForAll String text) {
        var escaped = Html.escape(text);
        assertThat(escaped).doesNotContain("<", ">", "\"", "'").doesNotContainPattern("&(?!(amp|lt|gt|quot|#39);)");
        var back = escaped.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
        assertThat(back.codePointCount(0, back.length())).isEqualTo(text.codePointCount(0, text.length()));
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each >= ' ' && each <= '~') {
                assertThat(back.charAt(i)).isEqualTo(each);
            } else if (Character.isSurrogate(each)) {
                return; // from here on the two may count differently
            }
        }
    }
}
