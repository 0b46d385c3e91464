/**
 * What a command prints: one JSON model, rendered as table, JSON, YAML or CSV; and progress on
 * standard error.
 */
@NullMarked
package dev.coffer.cli.output;

import org.jspecify.annotations.NullMarked;
