package io.securechannel.auth;

import io.securechannel.auth.AuthMessage.OfClient;
import io.securechannel.auth.ServerMechanism.Accepted;
import io.securechannel.auth.ServerMechanism.Proved;
import io.securechannel.auth.ServerMechanism.Refused;
import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.auth.throttle.LoginThrottle.Result;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityEvent.AccountChange;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.peer.Login;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of a login.
 *
 * <pre>
 *   AWAITED ── again ─→ OFFERED (a further step on an open channel)
 *   OFFERED ── sign-up ─→ OFFERED
 *   OFFERED ── begin ─→ MECHANISM ── response ─→ MECHANISM
 *   MECHANISM ── proved ─→ SECOND (a code is wanted) or PROVED
 *   SECOND ── begin ─→ MECHANISM
 *   PROVED ── update, reconnect ─→ PROVED
 *   PROVED ── finish ─→ FINISHED
 * </pre>
 *
 * Whatever fails leads to FAILED, from which nothing leads back.
 */
final class ServerFlow implements LoginFlow {

    private enum State {
        AWAITED,
        OFFERED,
        MECHANISM,
        SECOND,
        PROVED,
        FINISHED,
        FAILED
    }

    private static final byte[] NOTHING = {};

    /** A name that no user can have, under which failed sign-ups are counted: SASLprep makes the no-break space a space. */
    private static final String SIGN_UPS = "\u00A0(sign-up)";

    private final LoginVerifier verifier;
    private final LoginContext context;
    private final Offer offer;
    private final Accounts accounts;
    private final Instant expires;
    private final List<String> passed = new ArrayList<>();

    private State state;
    private boolean signedUp;
    private @Nullable Mechanism chosen;
    private @Nullable ServerMechanism mechanism;
    private @Nullable Proved proved;
    private Optional<ChannelBinding.Type> binding = Optional.empty();
    private @Nullable Login login;

    ServerFlow(LoginVerifier verifier, LoginContext context) {
        this.verifier = verifier;
        this.context = context;
        this.offer = ServerOffer.of(verifier, context);
        this.accounts = new Accounts(verifier, this::tell);
        this.expires = verifier.now().plus(context.timeout());
        this.state = context.before().isPresent() ? State.AWAITED : State.OFFERED;
    }

    @Override
    public Optional<byte[]> begin() {
        return state == State.OFFERED
                ? Optional.of(AuthCodec.encode(new AuthMessage.Offered(offer)))
                : Optional.empty();
    }

    @Override
    public Step receive(byte[] message) {
        if (state == State.FINISHED || state == State.FAILED) {
            throw new IllegalStateException("the login is over");
        }
        try {
            if (verifier.now().isAfter(expires)) {
                throw new SecureChannelException(
                        Reason.LOGIN_TIMEOUT, "the client took longer than the login may take");
            }
            return answer(AuthCodec.fromClient(message));
        } catch (SecureChannelException e) {
            return failed(Failure.of(e), e);
        } catch (KeyMaterialException e) {
            return failedClosed(e);
        } catch (RuntimeException e) {
            return failedClosed(unforeseen(e));
        }
    }

    private Step failedClosed(KeyMaterialException cause) {
        tell(new SecurityEvent.LoginsUnavailable(Instant.now(), context.peer().address(), cause));
        return failed(
                Failure.UNAVAILABLE,
                new SecureChannelException(
                        Reason.LOGIN_UNAVAILABLE,
                        "logins cannot be checked now, so nobody is let in: " + cause.getMessage(),
                        cause));
    }

    /** Of a store, or a function of the server's program. Its words stay out: they may hold a database's password. */
    private static KeyMaterialException unforeseen(RuntimeException error) {
        var trace = error.getStackTrace();
        return new KeyMaterialException(
                KeyMaterialException.Reason.UNAVAILABLE,
                "what this server asks about users failed with "
                        + error.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]));
    }

    @Override
    public Optional<Login> login() {
        return Optional.ofNullable(login);
    }

    private Step answer(OfClient message) throws SecureChannelException, KeyMaterialException {
        if (message instanceof AuthMessage.Abort) {
            state = State.FAILED;
            close();
            return Step.failed(
                    NOTHING, new SecureChannelException(Reason.LOGIN_REFUSED, "the client has given the login up"));
        }
        if (message instanceof AuthMessage.Again && state == State.AWAITED) {
            state = State.OFFERED;
            return send(new AuthMessage.Offered(offer));
        }
        boolean first = context.before().isEmpty() && !signedUp;
        if (message instanceof AuthMessage.SignUp signUp && state == State.OFFERED && first) {
            signedUp = true;
            return signUp(signUp);
        }
        if (message instanceof AuthMessage.Begin begin && (state == State.OFFERED || state == State.SECOND)) {
            var begun = mechanism(begin.mechanism());
            mechanism = begun;
            state = State.MECHANISM;
            return after(begun.take(begin.initialResponse().bytes()));
        }
        if (message instanceof AuthMessage.Response response && state == State.MECHANISM && mechanism != null) {
            return after(mechanism.take(response.data().bytes()));
        }
        if (state == State.PROVED && proved != null) {
            return answerToProved(message, proved);
        }
        throw AuthCodec.malformed(
                "a message that has no place here: " + message.getClass().getSimpleName());
    }

    /** Those that fail are counted for their address, so that invitations are not guessed, nor names asked for, without end. */
    private Step signUp(AuthMessage.SignUp wish) throws SecureChannelException, KeyMaterialException {
        var name = accounts.nameOf(wish);
        var counted = verifier.throttle().attempt(SIGN_UPS, context.address(), () -> false);
        if (counted.result() == Result.LOCKED) {
            return failed(
                            Failure.SIGN_UP,
                            new SecureChannelException(
                                    Reason.SIGN_UP_REFUSED, "too many sign-ups from this address have failed"))
                    .after(delay(counted.delay()));
        }
        try {
            accounts.signUp(name, wish, context.peer().address());
        } catch (SecureChannelException e) {
            return failed(Failure.of(e), e).after(delay(counted.delay()));
        }
        boolean forgiven = verifier.throttle()
                        .attempt(SIGN_UPS, context.address(), () -> true)
                        .result()
                == Result.ACCEPTED;
        return send(new AuthMessage.Done()).after(forgiven ? Duration.ZERO : delay(counted.delay()));
    }

    /** However slow the answers to an address are made, a right one comes before the login's deadline. */
    private Duration delay(Duration wanted) {
        var most = context.timeout().dividedBy(3);
        return wanted.compareTo(most) < 0 ? wanted : most;
    }

    private Step answerToProved(OfClient message, Proved who) throws SecureChannelException, KeyMaterialException {
        if (message instanceof AuthMessage.Update update) {
            requirePassword();
            proved = accounts.update(update.verifier(), who, context.peer().address());
            return send(new AuthMessage.Done());
        }
        if (message instanceof AuthMessage.Reconnect wish) {
            requirePassword();
            var token = accounts.reconnectToken(
                    wish.publicKey(), who, context.peer().address());
            return send(new AuthMessage.Token(token));
        }
        if (message instanceof AuthMessage.Finish) {
            accounts.requireStanding(who);
            login = new Login(
                    who.user(), context.provedBy(passed), context.bound(binding), verifier.now(), attributes(who));
            state = State.FINISHED;
            return Step.finished();
        }
        throw AuthCodec.malformed(
                "a message that has no place here: " + message.getClass().getSimpleName());
    }

    /** A code adds to what was said of the user before, and replaces nothing of it. */
    private Map<String, String> attributes(Proved who) {
        boolean codeAlone = passed.equals(List.of(Mechanism.CODE.saslName()));
        return codeAlone ? context.before().map(Login::attributes).orElse(who.attributes()) : who.attributes();
    }

    /** Who stole a token, or sits at an open channel, must not take the account over, nor stay for longer than the token. */
    private void requirePassword() throws SecureChannelException {
        if (!byPassword()) {
            throw new SecureChannelException(
                    Reason.LOGIN_REFUSED,
                    "the client wants a new password, or a token for the next time, and has not proved the password");
        }
    }

    private boolean byPassword() {
        return passed.contains(Mechanism.SCRAM_PLUS.saslName()) || passed.contains(Mechanism.SCRAM.saslName());
    }

    private ServerMechanism mechanism(String name) throws SecureChannelException {
        var wanted =
                Mechanism.of(name).filter(each -> state == State.SECOND ? each == Mechanism.CODE : offer.has(each));
        if (wanted.isEmpty()) {
            throw new SecureChannelException(
                    Reason.LOGIN_NOT_OFFERED,
                    "the client wants a mechanism that was not offered; offered are "
                            + (state == State.SECOND ? Mechanism.CODE.saslName() : offer.mechanisms()));
        }
        chosen = wanted.get();
        return ServerMechanism.begin(chosen, verifier, context, offer, proved != null ? proved : before());
    }

    /** The user of the channel, if this is a further step. */
    private @Nullable Proved before() {
        return context.before()
                .map(login -> new Proved(login.user(), null, login.binding(), login.attributes()))
                .orElse(null);
    }

    private Step after(ServerMechanism.Turn turn) {
        if (turn instanceof ServerMechanism.Challenge challenge) {
            return send(new AuthMessage.Challenge(challenge.data()));
        }
        if (turn instanceof Accepted accepted) {
            return accept(accepted);
        }
        var refused = (Refused) turn;
        if (refused.locks() && !refused.user().isEmpty()) {
            tell(account(refused.user(), AccountChange.LOCKED));
        }
        return refuse(refused.user(), refused.why(), refused.delay());
    }

    private Step accept(Accepted accepted) {
        var who = accepted.proved();
        var before = context.before().map(Login::user);
        if (before.isPresent() && !before.get().equals(who.user())) {
            return refuse(
                    who.user(), "the channel is another user's: a further step is for the same one", accepted.delay());
        }
        var by = chosen;
        if (by == null) {
            throw new IllegalStateException("nothing was proved");
        }
        closeMechanism();
        passed.add(by.saslName());
        binding = binding.or(who::binding);
        proved = by == Mechanism.CODE && proved != null
                ? proved
                : who; // what a new password has to follow is the old one
        if (wantsCode(by, who) && verifier.secondStep().isEmpty()) {
            return withoutVault(who, accepted.delay());
        }
        if (wantsCode(by, who)) {
            state = State.SECOND;
            return send(new AuthMessage.Next(accepted.data(), List.of(Mechanism.CODE.saslName())))
                    .after(delay(accepted.delay()));
        }
        state = State.PROVED;
        return send(new AuthMessage.Success(
                        accepted.data(),
                        who.user(),
                        Accounts.verifierIsOld(verifier, who),
                        verifier.reconnect().isPresent() && byPassword()))
                .after(delay(accepted.delay()));
    }

    private static boolean wantsCode(Mechanism by, Proved who) {
        boolean byPassword = by == Mechanism.SCRAM_PLUS || by == Mechanism.SCRAM;
        return byPassword && who.record() != null && who.record().secondStep().isPresent();
    }

    /** A server that was not given the vault does not let the user in. Its log says so, and the client hears what all hear. */
    private Step withoutVault(Proved who, Duration delay) {
        return refuse(
                who.user(),
                "the user has a second step, and this server no vault that opens it: set LoginVerifier.builder().secondStep(…)",
                delay);
    }

    private Step refuse(String user, String why, Duration delay) {
        var whom = user.isEmpty() ? "" : user + ": ";
        return failed(
                        Failure.REFUSED,
                        new SecureChannelException(Reason.LOGIN_REFUSED, "the login was refused: " + whom + why))
                .after(delay(delay));
    }

    private Step failed(Failure told, SecureChannelException error) {
        state = State.FAILED;
        close();
        return Step.failed(AuthCodec.encode(new AuthMessage.Failed(told.code())), error);
    }

    private static Step send(AuthMessage message) {
        return Step.send(AuthCodec.encode(message));
    }

    private SecurityEvent account(String user, AccountChange change) {
        return new SecurityEvent.AccountChanged(Instant.now(), context.peer().address(), user, change);
    }

    private void tell(SecurityEvent event) {
        context.listener().onEvent(event);
    }

    private void closeMechanism() {
        if (mechanism != null) {
            mechanism.close();
            mechanism = null;
        }
    }

    @Override
    public void close() {
        closeMechanism();
        if (proved != null && proved.record() != null) {
            proved.record().password().ifPresent(ScramCredential::close); // a copy, as every store gives
        }
    }
}
