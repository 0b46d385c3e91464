/**
 * Measurements of what Coffer promises to cost, side by side with what a user would take otherwise.
 * A {@link dev.coffer.bench.Suite} is one of them, by the name that the command line knows it
 * under. What a suite prints is Markdown, to be pasted into docs/benchmarks.md as it is.
 */
@NullMarked
package dev.coffer.bench;

import org.jspecify.annotations.NullMarked;
