/** Backups of instances. */
@NullMarked
package dev.coffer.cli.backup;

import org.jspecify.annotations.NullMarked;
