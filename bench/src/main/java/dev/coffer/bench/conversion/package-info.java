/**
 * Nodes of a warehouse that move to sealed volumes. A {@code PgbenchNode} has pgbench's tables and
 * is converted once; what that takes stands beside a plain {@code pg_basebackup} of the same node
 * in the same round. A {@code PacedLoad} commits to it meanwhile, and tells from pgbench's own log
 * of transactions for how long nobody could.
 */
@NullMarked
package dev.coffer.bench.conversion;

import org.jspecify.annotations.NullMarked;
