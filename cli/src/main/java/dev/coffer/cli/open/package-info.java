/** Backups without a server. */
@NullMarked
package dev.coffer.cli.open;

import org.jspecify.annotations.NullMarked;
