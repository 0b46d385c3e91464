/** Secrets that a command reads from descriptors, files or the terminal. */
@NullMarked
package dev.coffer.cli.secret;

import org.jspecify.annotations.NullMarked;
