/**
 * Authenticated ciphers. A {@code Suite} is what the formats name; a {@code CipherLibrary} is
 * something on this machine that implements suites (libcrypto and libgcrypt by the foreign function
 * API, the JDK, Bouncy Castle); an {@code Aead} is one key loaded into one of them. {@code Ciphers}
 * finds the libraries once, asks each to prove itself on a known answer, and picks the fastest for
 * a suite; all of them produce the same bytes.
 */
@org.jspecify.annotations.NullMarked
package dev.coffer.crypto.cipher;
