package io.securechannel.examples;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The remote control of a browser: the Chrome DevTools Protocol, JSON in a WebSocket. For one thread. */
final class DevTools implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 30;

    private final BlockingQueue<JsonObject> incoming = new LinkedBlockingQueue<>();
    private final Queue<JsonObject> events = new ArrayDeque<>();
    private final WebSocket socket;
    private int lastId;

    private DevTools(String address) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(address), new Receiver())
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    static DevTools connect(String address) {
        return new DevTools(address);
    }

    /** Calls a method of the browser itself, and waits for the result. */
    JsonObject call(String method, JsonObject parameters) throws InterruptedException {
        return call(method, parameters, "");
    }

    /** Calls a method of a page, and waits for the result. */
    JsonObject call(String method, JsonObject parameters, String session) throws InterruptedException {
        int id = ++lastId;
        var message = new JsonObject();
        message.addProperty("id", id);
        message.addProperty("method", method);
        message.add("params", parameters);
        if (!session.isEmpty()) {
            message.addProperty("sessionId", session);
        }
        socket.sendText(message.toString(), true)
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
        var answer = next(method);
        while (!answer.has("id") || answer.get("id").getAsInt() != id) {
            events.add(answer);
            answer = next(method);
        }
        if (!answer.has("result")) {
            throw new AssertionError(method + " failed: " + answer);
        }
        return answer.getAsJsonObject("result");
    }

    /** Waits for an event, unless it has come before. Those that came until then are forgotten. */
    void awaitEvent(String method, Predicate<JsonObject> parameters) throws InterruptedException {
        JsonObject event;
        do {
            event = events.isEmpty() ? next(method) : events.remove();
        } while (!text(event, "method").equals(method) || !parameters.test(event.getAsJsonObject("params")));
    }

    static JsonObject parameters(String... namesAndValues) {
        var parameters = new JsonObject();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.addProperty(namesAndValues[i], namesAndValues[i + 1]);
        }
        return parameters;
    }

    /** A member's text; empty where there is none. */
    static String text(JsonObject object, String name) {
        return object.has(name) ? object.get(name).getAsString() : "";
    }

    @Override
    public void close() {
        socket.abort();
    }

    private JsonObject next(String wanted) throws InterruptedException {
        var message = incoming.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("the browser sent nothing, and " + wanted + " is awaited");
        }
        return message;
    }

    /** Puts the fragments of a message together. */
    private final class Receiver implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                incoming.add(JsonParser.parseString(text.toString()).getAsJsonObject());
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedStage(null);
        }
    }
}
