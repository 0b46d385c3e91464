/**
 * How a command is made: the table of names, the options that all share, and how it ends. Only the
 * command that was named is built, because start-up is most of what a command costs.
 */
@NullMarked
package dev.coffer.cli.command;

import org.jspecify.annotations.NullMarked;
