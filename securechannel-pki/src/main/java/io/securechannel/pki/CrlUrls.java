package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.internal.pki.http.TimeLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;

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
            var url = urls.get(i);
            try {
                if (url.look(limit.share(urls.size() - i), now)) {
                    news.mended(url);
                }
            } catch (KeyMaterialException e) {
                news.refused(url, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Hears which list was found to be the newest of its issuer. */
    void isInForce(Crl newest) {
        for (var url : urls) {
            var list = new ListOf(url, newest.issuer());
            try {
                if (url.isInForce(newest)) {
                    news.mended(list);
                }
            } catch (KeyMaterialException e) {
                news.refused(list, e);
            }
        }
    }

    /** Hears that an issuer has no list that could tell anything. */
    void noneIsInForce(Instant now) {
        urls.forEach(url -> url.noneIsInForce(now));
    }

    /**
     * What there can be trouble with although it was fetched.
     *
     * @param url where
     * @param issuer whose list
     */
    private record ListOf(CrlUrl url, X500Principal issuer) {}

    /** Adds to an error why there is nothing newer. */
    SecureChannelException explained(SecureChannelException error) {
        var troubles = urls.stream().flatMap(url -> url.trouble().stream()).collect(Collectors.joining("; "));
        return troubles.isEmpty()
                ? error
                : new SecureChannelException(error.reason(), error.getMessage() + " And " + troubles + ".", error);
    }
}
