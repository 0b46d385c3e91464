/** Ciphers and formats. */
@org.jspecify.annotations.NullMarked
package dev.coffer.crypto;
