/**
 * The server: the vendor's wire in front, engines and backups behind it. {@link
 * dev.coffer.server.CofferServer} puts the parts together over one data directory. A request goes
 * {@code http → wire → api → features → store}; features know no HTTP, and work that lasts is a
 * job.
 */
@NullMarked
package dev.coffer.server;

import org.jspecify.annotations.NullMarked;
