/**
 * Attacks on the product as a client, a tenant, a neighbour or a disk would make them. Each was
 * seen to succeed on the code before its defence.
 */
@NullMarked
package dev.coffer.acceptance.attack;

import org.jspecify.annotations.NullMarked;
