/**
 * The messenger's face: what a user types becomes a {@link io.securechannel.examples.messenger.terminal.Command}, what happens
 * becomes a {@link io.securechannel.examples.messenger.terminal.Notice}, and a screen shows it: a terminal by JLine, or plain lines
 * for scripts. Keys, mails and connections are {@link io.securechannel.examples.messenger.client}'s.
 */
@NullMarked
package io.securechannel.examples.messenger.terminal;

import org.jspecify.annotations.NullMarked;
