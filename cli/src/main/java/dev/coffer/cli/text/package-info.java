/** Text of others, made fit for a terminal. */
@NullMarked
package dev.coffer.cli.text;

import org.jspecify.annotations.NullMarked;
