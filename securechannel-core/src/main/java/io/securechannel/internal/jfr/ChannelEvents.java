package io.securechannel.internal.jfr;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.MetadataDefinition;
import jdk.jfr.Name;
import jdk.jfr.Relational;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;

/** The types of events, whose names and fields are a public schema (docs/how-to/observe.md): they may get more, and lose none. */
final class ChannelEvents {

    private ChannelEvents() {}

    /** Lets JDK Mission Control put together the events of one channel. */
    @MetadataDefinition
    @Relational
    @Name("io.securechannel.ChannelId")
    @Label("Channel")
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.FIELD)
    @interface ChannelId {}

    /** What the events of a channel have in common. */
    @StackTrace(false)
    @Category("SecureChannel")
    abstract static class OfChannel extends Event {

        @Label("Channel")
        @Description("Number of the channel in this process")
        @ChannelId
        protected long channel;

        @Label("Peer")
        @Description("Address of the other end")
        protected String peer = "";

        @Label("Role")
        @Description("Which end this is: CLIENT or SERVER")
        protected String role = "";

        final void of(Link link) {
            channel = link.channel();
            peer = FlightRecorder.text(link.peer());
            role = link.role().name();
        }
    }

    @Name("io.securechannel.Handshake")
    @Label("Handshake")
    @Description("A handshake that was finished, or failed; with the connection before it where the library made that")
    static final class Handshake extends OfChannel {

        @Label("Name Look-up")
        @Timespan(Timespan.NANOSECONDS)
        long nameLookup;

        @Label("TCP Connect")
        @Timespan(Timespan.NANOSECONDS)
        long connect;

        @Label("Waiting for the Peer")
        @Timespan(Timespan.NANOSECONDS)
        long waiting;

        @Label("Writing")
        @Timespan(Timespan.NANOSECONDS)
        long writing;

        @Label("Checks of the Peer")
        @Description("Certificate path, name, dates, pins and revocation, or trust in a key")
        @Timespan(Timespan.NANOSECONDS)
        long checks;

        @Label("Revocation")
        @Description("The part of the checks that went into revocation")
        @Timespan(Timespan.NANOSECONDS)
        long revocation;

        @Label("Engine")
        @Description("The rest: the protocol and its cryptography")
        @Timespan(Timespan.NANOSECONDS)
        long engine;

        @Label("Succeeded")
        boolean succeeded;

        @Label("Reason")
        @Description("Why it failed; empty if it has not")
        String reason = "";

        @Label("Message")
        String message = "";

        @Label("Identity")
        @Description("Subject of the peer's certificate, or fingerprint of its key")
        String identity = "";

        @Label("Protocol")
        String protocol = "";

        @Label("Cipher Suite")
        String cipherSuite = "";

        @Label("Group")
        String group = "";

        @Label("Application Protocol")
        String applicationProtocol = "";

        @Label("Post-quantum")
        boolean postQuantum;

        @Label("Resumed")
        boolean resumed;
    }

    @Name("io.securechannel.Login")
    @Label("Login")
    @Description("A login that was finished, or failed")
    static final class Login extends OfChannel {

        @Label("Succeeded")
        boolean succeeded;

        @Label("Further Step")
        @Description("Whether the channel was open already")
        boolean further;

        @Label("User")
        @Description("Who has logged in; empty if the login failed")
        String user = "";

        @Label("Mechanisms")
        String mechanisms = "";

        @Label("Binding")
        @Description("Type of channel binding that the proof covers")
        String binding = "";

        @Label("Reason")
        @Description("Why it failed; empty if it has not")
        String reason = "";

        @Label("Message")
        String message = "";
    }

    @Name("io.securechannel.Rekey")
    @Label("Rekey")
    @Description(
            "The key of a direction was replaced. Over TLS: by an update that this side has asked for; others are not seen")
    static final class Rekey extends OfChannel {

        @Label("Direction")
        @Description("SENDING or RECEIVING")
        String direction = "";

        @Label("Records")
        @Description("How many the old key has protected")
        long records;

        @Label("Bytes")
        @Description("How much these carried")
        @DataAmount
        long bytes;
    }

    @Name("io.securechannel.Close")
    @Label("Close")
    @Description("A channel has ended")
    static final class Close extends OfChannel {

        @Label("By")
        @Description("THIS_SIDE, PEER, or ERROR")
        String by = "";

        @Label("Reason")
        @Description("The code of the close, or the reason of the error")
        String reason = "";

        @Label("Lifetime")
        @Description("Since the end of the handshake")
        @Timespan(Timespan.NANOSECONDS)
        long lifetime;

        @Label("Bytes Sent")
        @DataAmount
        long bytesSent;

        @Label("Bytes Received")
        @DataAmount
        long bytesReceived;

        @Label("Messages Sent")
        long messagesSent;

        @Label("Messages Received")
        long messagesReceived;
    }

    @Name("io.securechannel.SlowPeer")
    @Label("Slow Peer")
    @Description("A write that the peer held up, or a wait for the rest of what the peer had begun to send")
    @Threshold("100 ms")
    static final class SlowPeer extends OfChannel {

        @Label("Operation")
        @Description("READ or WRITE")
        String operation = "";

        @Label("Bytes")
        @Description("How many were written, or came")
        @DataAmount
        long bytes;
    }

    @Name("io.securechannel.Reload")
    @Label("Reload")
    @Category("SecureChannel")
    @Description("Identities, trust or revocation lists that have changed were read and taken, or refused")
    @StackTrace(false)
    static final class Reload extends Event {

        @Label("Accepted")
        boolean accepted;

        @Label("What")
        @Description("What holds now; empty if what changed was refused")
        String what = "";

        @Label("Reason")
        String reason = "";

        @Label("Message")
        String message = "";
    }
}
