package io.securechannel.auth;

import io.securechannel.auth.AuthMessage.OfServer;
import io.securechannel.auth.ClientLogin.Attempt;
import io.securechannel.auth.ClientLogin.Wish;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.peer.Login;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of a login.
 *
 * <pre>
 *   OFFER ── offer ─→ SIGN_UP (a new user) or MECHANISM
 *   SIGN_UP ── done ─→ MECHANISM
 *   MECHANISM ── challenge ─→ MECHANISM
 *   MECHANISM ── next ─→ MECHANISM (the second step)
 *   MECHANISM ── success ─→ WISHES (a new verifier, a token) or FINISHED
 *   WISHES ── done, token ─→ WISHES or FINISHED
 * </pre>
 *
 * Whatever fails leads to FAILED, from which nothing leads back.
 */
final class ClientFlow implements LoginFlow {

    private static final byte[] NOTHING = {};

    private enum State {
        OFFER,
        SIGN_UP,
        MECHANISM,
        WISHES,
        FINISHED,
        FAILED
    }

    private final ClientLogin credentials;
    private final LoginContext context;
    private final List<String> passed = new ArrayList<>();
    private final Deque<Wish> wishes = new ArrayDeque<>();

    private State state = State.OFFER;
    private @Nullable Offer offer;
    private @Nullable Attempt attempt;
    private @Nullable ClientMechanism mechanism;
    private Optional<ChannelBinding.Type> binding = Optional.empty();
    private String user = "";
    private @Nullable Login login;

    ClientFlow(ClientLogin credentials, LoginContext context) {
        this.credentials = credentials;
        this.context = context;
    }

    @Override
    public Optional<byte[]> begin() {
        return context.before().map(login -> AuthCodec.encode(new AuthMessage.Again()));
    }

    @Override
    public Step receive(byte[] message) {
        if (state == State.FINISHED || state == State.FAILED) {
            throw new IllegalStateException("the login is over");
        }
        boolean told = false;
        try {
            var from = AuthCodec.fromServer(message);
            told = from instanceof AuthMessage.Failed;
            return answer(from);
        } catch (SecureChannelException e) {
            state = State.FAILED;
            close();
            return Step.failed(told ? NOTHING : AuthCodec.encode(new AuthMessage.Abort()), e);
        } catch (RuntimeException e) { // of what the program has given: a closed key, a token that is none
            state = State.FAILED;
            close();
            return Step.failed(
                    AuthCodec.encode(new AuthMessage.Abort()),
                    new SecureChannelException(
                            Reason.CREDENTIAL_UNUSABLE,
                            "what this side logs in with cannot be used: "
                                    + e.getClass().getName(),
                            e));
        }
    }

    @Override
    public Optional<Login> login() {
        return Optional.ofNullable(login);
    }

    private Step answer(OfServer message) throws SecureChannelException {
        if (message instanceof AuthMessage.Failed failed) {
            throw Failure.told(failed.code());
        }
        if (message instanceof AuthMessage.Offered offered && state == State.OFFER) {
            offer = offered.offer();
            attempt = credentials.choose(offered.offer(), context);
            var newUser = attempt.signUp();
            if (newUser.isPresent()) {
                state = State.SIGN_UP;
                return send(newUser.get());
            }
            return beginFirst(attempt);
        }
        if (message instanceof AuthMessage.Done && state == State.SIGN_UP && attempt != null) {
            return beginFirst(attempt);
        }
        if (state == State.MECHANISM && mechanism != null) {
            return answerTo(message, mechanism);
        }
        if (state == State.WISHES && !wishes.isEmpty()) {
            wishes.remove().answered(message);
            return nextWish();
        }
        throw unexpected(message);
    }

    private Step beginFirst(Attempt attempt) throws SecureChannelException {
        return begin(attempt.mechanism());
    }

    private Step begin(ClientMechanism begun) throws SecureChannelException {
        mechanism = begun;
        state = State.MECHANISM;
        return send(new AuthMessage.Begin(begun.mechanism().saslName(), Octets.of(begun.initialResponse())));
    }

    private Step answerTo(OfServer message, ClientMechanism current) throws SecureChannelException {
        if (message instanceof AuthMessage.Challenge challenge) {
            return send(new AuthMessage.Response(
                    Octets.of(current.respond(challenge.data().bytes()))));
        }
        if (message instanceof AuthMessage.Next next) {
            passed(current, next.data().bytes());
            boolean known = next.mechanisms().contains(Mechanism.CODE.saslName());
            if (!known || passed.size() > 1 || attempt == null) {
                throw new SecureChannelException(
                        Reason.LOGIN_NOT_OFFERED,
                        "the server wants a further step by " + printable(next.mechanisms())
                                + ", which this side does not know");
            }
            return begin(new CodeLogin.Code(attempt.code()));
        }
        if (message instanceof AuthMessage.Success success && attempt != null && offer != null) {
            passed(current, success.data().bytes());
            user = checked(success.user());
            wishes.addAll(attempt.wishes(success, offer));
            state = State.WISHES;
            return nextWish();
        }
        throw unexpected(message);
    }

    /** A name that forges no lines, and on an open channel the one that was logged in. */
    private String checked(String name) throws SecureChannelException {
        boolean printable = !name.isEmpty() && name.codePoints().noneMatch(Character::isISOControl);
        var expected = context.before().map(Login::user).orElse(name);
        if (!printable || !expected.equals(name)) {
            throw AuthCodec.malformed("a user's name that is none, or another user's");
        }
        return name;
    }

    private void passed(ClientMechanism current, byte[] data) throws SecureChannelException {
        current.succeeded(data);
        passed.add(current.mechanism().saslName());
        binding = binding.or(current::binding);
        current.close();
        mechanism = null;
    }

    private Step nextWish() {
        var wish = wishes.peek();
        if (wish != null) {
            return send(wish.request());
        }
        login = new Login(user, context.provedBy(passed), context.bound(binding), Instant.now(), Map.of());
        state = State.FINISHED;
        close();
        return send(new AuthMessage.Finish());
    }

    private static SecureChannelException unexpected(AuthMessage message) {
        boolean early = message instanceof AuthMessage.Success || message instanceof AuthMessage.Next;
        return early
                ? new SecureChannelException(
                        Reason.SERVER_UNPROVED,
                        "the server says that the login has succeeded before it has proved itself")
                : AuthCodec.malformed("a message that has no place here: "
                        + message.getClass().getSimpleName());
    }

    private static String printable(List<String> names) {
        return names.toString().replaceAll("[^ -~]", "?");
    }

    private static Step send(AuthMessage message) {
        return Step.send(AuthCodec.encode(message));
    }

    @Override
    public void close() {
        if (mechanism != null) {
            mechanism.close();
        }
        if (attempt != null) {
            attempt.close();
        }
        wishes.forEach(Wish::close);
    }
}
