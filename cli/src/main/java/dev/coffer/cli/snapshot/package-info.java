/** Snapshots of clusters. */
@NullMarked
package dev.coffer.cli.snapshot;

import org.jspecify.annotations.NullMarked;
