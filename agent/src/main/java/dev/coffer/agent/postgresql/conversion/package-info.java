/**
 * Moves a node to a sealed volume while it serves: a {@code Survey} says whether it can be, {@code
 * Conversions} copies it and lets the copy follow, {@code Verification} compares the two, and
 * {@code SwitchOver} makes the copy the node.
 */
@NullMarked
package dev.coffer.agent.postgresql.conversion;

import org.jspecify.annotations.NullMarked;
