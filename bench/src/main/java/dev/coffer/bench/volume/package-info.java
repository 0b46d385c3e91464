/**
 * PostgreSQL and plain files on a sealed volume, side by side with the bare disk and with
 * gocryptfs. A {@code Store} is one of them, mounted; each holds a {@code Database} of the same
 * making, and the workloads go round them in turn.
 */
@NullMarked
package dev.coffer.bench.volume;

import org.jspecify.annotations.NullMarked;
