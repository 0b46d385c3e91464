/** Sealed volumes, by hand. */
@NullMarked
package dev.coffer.cli.volume;

import org.jspecify.annotations.NullMarked;
