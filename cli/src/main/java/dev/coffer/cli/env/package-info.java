/** What one of the vendor's clients needs. */
@NullMarked
package dev.coffer.cli.env;

import org.jspecify.annotations.NullMarked;
