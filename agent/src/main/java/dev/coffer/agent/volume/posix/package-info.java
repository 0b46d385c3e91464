/**
 * The system calls of a volume's daemon, without a library in between: {@code Kernel} calls by
 * number, {@code Posix} gives the calls their types, always relative to an open descriptor, and
 * {@code Errno} is what they fail with. {@code FuseDevice} and {@code Handover} mount and pass the
 * kernel's end of a mount to the daemon.
 */
@NullMarked
package dev.coffer.agent.volume.posix;

import org.jspecify.annotations.NullMarked;
