/** Master keys. */
@NullMarked
package dev.coffer.cli.key;

import org.jspecify.annotations.NullMarked;
