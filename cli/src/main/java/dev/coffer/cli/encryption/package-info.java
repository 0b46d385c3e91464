/** Encrypted backup of an instance. */
@NullMarked
package dev.coffer.cli.encryption;

import org.jspecify.annotations.NullMarked;
