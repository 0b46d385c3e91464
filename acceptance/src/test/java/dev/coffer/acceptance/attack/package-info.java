/**
 * Attacks on the product as a client, a tenant, a neighbour or a disk would make them. Each proves
 * a defence of its own; the commit that brought it says whether it was seen to succeed before.
 */
@NullMarked
package dev.coffer.acceptance.attack;

import org.jspecify.annotations.NullMarked;
