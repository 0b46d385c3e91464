/**
 * The {@code coffer} command: a class for each of its verbs. What a verb does is done elsewhere;
 * here are its options, what it prints and how it ends. Exit code 0 is success, 1 a failure that
 * one line on standard error explains, 2 wrong usage.
 */
@NullMarked
package dev.coffer.cli;

import org.jspecify.annotations.NullMarked;
