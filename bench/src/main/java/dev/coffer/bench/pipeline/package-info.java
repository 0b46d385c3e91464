/**
 * A file of table rows to a compressed and sealed file, with no engine in the way: ours in this
 * process and in a cold one of its own, and what a shell or another backup tool does.
 */
@NullMarked
package dev.coffer.bench.pipeline;

import org.jspecify.annotations.NullMarked;
