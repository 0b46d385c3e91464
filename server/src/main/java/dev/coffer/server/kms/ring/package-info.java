/**
 * The key ring: the material of every version of every master key, in one sealed file. What it
 * wrapped opens with this file and the root key alone.
 */
@NullMarked
package dev.coffer.server.kms.ring;

import org.jspecify.annotations.NullMarked;
