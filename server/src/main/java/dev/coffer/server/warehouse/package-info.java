/**
 * Warehouse clusters: a coordinator that users reach, and data nodes that it spreads tables over,
 * each an engine of its own on the agent's host. {@link dev.coffer.server.warehouse.Clusters}
 * orders, claims and finds them; whatever lasts is a job that claims its cluster first. {@link
 * dev.coffer.server.warehouse.ClusterSupervision} keeps what the table says of their engines true.
 * {@link dev.coffer.server.warehouse.Encryption} turns a cluster, while it serves, into one whose
 * nodes lie on sealed volumes, and gives it new keys; from then on the KMS has to open its keys
 * before a node can start.
 */
@NullMarked
package dev.coffer.server.warehouse;

import org.jspecify.annotations.NullMarked;
