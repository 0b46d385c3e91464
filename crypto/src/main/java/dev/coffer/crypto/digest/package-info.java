/**
 * Digests and keyed digests, one hash function for each national profile: SHA-256 goes with
 * AES-256, SM3 with SM4.
 */
@NullMarked
package dev.coffer.crypto.digest;

import org.jspecify.annotations.NullMarked;
