/**
 * Ciphers and formats, pure: bytes in, bytes out, no configuration and no clock. A {@code secret}
 * is key material that cannot print; a {@code cipher} seals one message under it; a sealed {@code
 * stream} is a sequence of such messages that cannot be reordered or cut; an {@code envelope} says
 * which stream belongs to which backup and who can open it. A format version is a package.
 */
@org.jspecify.annotations.NullMarked
package dev.coffer.crypto;
