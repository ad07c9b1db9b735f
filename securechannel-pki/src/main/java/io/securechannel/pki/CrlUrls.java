package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.internal.pki.http.TimeLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The lists that are fetched, within one limit of time for all of them. */
final class CrlUrls {

    private final List<CrlUrl> urls;
    private final Duration timeout;
    private final CrlNews news;

    CrlUrls(List<CrlUrl> urls, Duration timeout, CrlNews news) {
        this.urls = List.copyOf(urls);
        this.timeout = timeout;
        this.news = news;
    }

    Stream<Crl> lists() {
        return urls.stream().flatMap(CrlUrl::lists);
    }

    Stream<String> addresses() {
        return urls.stream().map(CrlUrl::toString);
    }

    void refresh() {
        urls.forEach(CrlUrl::refresh);
    }

    /** {@return how long all fetches together may take} */
    Duration timeout() {
        return timeout;
    }

    /** Fetches what it is time for, in this thread, within this time if it is shorter than the timeout. */
    void look(Instant now, Duration atMost) {
        var limit = TimeLimit.in(atMost.compareTo(timeout) < 0 ? atMost : timeout);
        for (int i = 0; i < urls.size(); i++) {
            try {
                urls.get(i).look(limit.share(urls.size() - i), now);
            } catch (KeyMaterialException e) {
                news.refused(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Hears which list was found to be the newest of its issuer. */
    void isInForce(Crl newest) {
        for (var url : urls) {
            try {
                url.isInForce(newest);
            } catch (KeyMaterialException e) {
                news.refused(e);
            }
        }
    }

    /** Adds to an error why there is nothing newer. */
    SecureChannelException explained(SecureChannelException error) {
        var troubles = urls.stream().flatMap(url -> url.trouble().stream()).collect(Collectors.joining("; "));
        return troubles.isEmpty()
                ? error
                : new SecureChannelException(error.reason(), error.getMessage() + " And " + troubles + ".", error);
    }
}
