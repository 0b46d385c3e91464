/**
 * Key material. {@code SecretBytes} owns the only copy of a key, hides it from every printer and
 * zeroes it on close; a {@code SecretAccess} token has to be produced to look inside, so that every
 * place that does can be found by searching for the token's factory. Keys derive from keys by
 * HKDF-SHA-256 (RFC 5869) and are named by what they are for.
 */
@org.jspecify.annotations.NullMarked
package dev.coffer.crypto.secret;
