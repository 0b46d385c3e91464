/** Completion for shells: scripts that never start Java, and the names that they offer. */
@NullMarked
package dev.coffer.cli.completion;

import org.jspecify.annotations.NullMarked;
