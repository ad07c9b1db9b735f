package io.securechannel.examples.transfer.protocol;

import java.util.Optional;

/** Why a file or directory did not arrive. On the wire it is a number, and so nobody's words reach the other's terminal. */
public enum Refusal {
    /** See {@link Names}. */
    NAME(1, "the receiver takes no such name (--posix-names takes more)"),
    /** A file system has no place for it. */
    NAME_TOO_LONG(2, "its name is too long for the receiver"),
    /** Case, or a form of Unicode, is all that two names differ in. */
    SAME_NAME(3, "another one of nearly the same name was sent before"),
    /** What is there stays. */
    EXISTS(4, "the receiver has another file of that name (--overwrite replaces it)"),
    /** A link or a directory, say. */
    NOT_A_FILE(5, "the receiver has something else of that name"),
    /** Its directory was refused. */
    NO_DIRECTORY(6, "its directory was refused"),
    /** More directories in each other than are taken. */
    TOO_DEEP(7, "it lies in too many directories"),
    /** More than was announced, or than the receiver's limit. */
    TOO_MUCH(8, "it is more than the receiver takes (--most-files, --most-bytes)"),
    /** It goes on when there is room. */
    DISK_FULL(9, "the receiver's disk is full: make room and run both again, and it goes on"),
    /** Anything else that a file system says. */
    FAILED(10, "the receiver could not write it"),
    /** What was received is not what was read. */
    HASH(11, "what arrived is not what was sent: send it again"),
    /** While it was read. */
    CHANGED(12, "it changed while it was sent: send it again"),
    /** By the sender. */
    UNREADABLE(13, "it could not be read"),
    /** Both ends send, or both receive. */
    ROLE(14, "one end has to send and the other to receive"),
    /** By a person. */
    STOPPED(15, "the other end was stopped: run both again, and it goes on"),
    /** With somebody else. */
    BUSY(16, "the other end is busy with another transfer: run both again after the end of that");

    private final int code;
    private final String text;

    Refusal(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** {@return its number on the wire} */
    public int code() {
        return code;
    }

    /** {@return for people} */
    public String text() {
        return text;
    }

    static Optional<Refusal> of(int code) {
        for (var each : values()) {
            if (each.code == code) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
