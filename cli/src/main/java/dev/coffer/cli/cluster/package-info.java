/** Warehouse clusters. */
@NullMarked
package dev.coffer.cli.cluster;

import org.jspecify.annotations.NullMarked;
