/** The root key, under which the key ring is sealed. */
@NullMarked
package dev.coffer.cli.root;

import org.jspecify.annotations.NullMarked;
