/**
 * What the server asks of the nodes of a warehouse cluster: to be made, started and stopped ({@code
 * WarehouseHost}), moved to sealed volumes ({@code ConversionHost}), captured and restored ({@code
 * SnapshotHost}), and the records that these orders are made of.
 */
@NullMarked
package dev.coffer.agent.warehouse;

import org.jspecify.annotations.NullMarked;
