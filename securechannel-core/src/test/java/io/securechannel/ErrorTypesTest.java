package io.securechannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("verify")
@Timeout(20)
class ErrorTypesTest {

    @Test
    void namingThePeerKeepsEverythingElse() {
        var cause = new IOException("below");
        var error = new SecureChannelException(Reason.WRONG_HOST, "not for this host", cause);
        error.addSuppressed(new IOException("beside"));
        var named = error.withPeer("chat.example:7443");
        assertThat(named).hasMessage("chat.example:7443: not for this host").hasCause(cause);
        assertThat(named.reason()).isEqualTo(Reason.WRONG_HOST);
        assertThat(named.peer()).contains("chat.example:7443");
        assertThat(named.getStackTrace()).isEqualTo(error.getStackTrace());
        assertThat(named.getSuppressed()).extracting(Throwable::getMessage).containsExactly("beside");
        assertThat(named.withPeer("other:1")).isSameAs(named);
        assertThat(error.peer()).isEmpty();
    }

    @Test
    void whatCannotBeToldApartIsKept() {
        var plain = new SecureChannelException(Reason.CLOSED, "closed");
        assertThat(plain.possibleReasons()).containsExactly(Reason.CLOSED);
        var error = SecureChannelException.oneOf(
                Reason.CONNECTION_CUT, Set.of(Reason.PEER_NOT_ALLOWED, Reason.UNKNOWN_PEER), "one of three");
        assertThat(error.reason()).isEqualTo(Reason.CONNECTION_CUT);
        assertThat(error).hasMessage("one of three").hasNoCause();
        assertThat(error.withPeer("a:1").possibleReasons())
                .containsExactlyInAnyOrder(Reason.CONNECTION_CUT, Reason.PEER_NOT_ALLOWED, Reason.UNKNOWN_PEER);
        error.possibleReasons().clear();
        assertThat(error.possibleReasons()).as("a copy").hasSize(3);
    }

    @Test
    void theShownKeyStaysWithTheError() {
        var error = new SecureChannelException(Reason.UNKNOWN_PEER, "not met before");
        error.addSuppressed(new IOException("beside"));
        assertThat(error.shownKey()).isEmpty();
        var shown = error.withShownKey("scn1x").withPeer("chat.example:7443");
        assertThat(shown.shownKey()).contains("scn1x");
        assertThat(shown).hasMessage("chat.example:7443: not met before");
        assertThat(shown.reason()).isEqualTo(Reason.UNKNOWN_PEER);
        assertThat(shown.peer()).contains("chat.example:7443");
        assertThat(shown.getSuppressed()).hasSize(1);
        assertThat(shown.withPeer("other:1").shownKey()).contains("scn1x");
        assertThat(new SecureChannelException(Reason.CLOSED, "closed")
                        .withPeer("chat.example:7443")
                        .withShownKey("scn1y")
                        .peer())
                .contains("chat.example:7443");
    }

    @Test
    void errorsBelongToTheFamiliesThatCallersKnow() {
        assertThat(new SecureChannelException(Reason.CLOSED, "closed")).isInstanceOf(IOException.class);
        assertThat(new KeyMaterialException(KeyMaterialException.Reason.MISSING, "no key in it"))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessage("no key in it")
                .hasNoCause();
    }

    @Test
    void anErrorHasAMessageAndAReason() {
        assertThatThrownBy(() -> new SecureChannelException(null, "x")).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> new SecureChannelException(Reason.CLOSED, null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> new KeyMaterialException(KeyMaterialException.Reason.MISSING, null))
                .isInstanceOf(NullPointerException.class);
    }
}
