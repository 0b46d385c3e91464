/** How a command ends: exit codes, and failures that say what the operator can do. */
@NullMarked
package dev.coffer.cli.exit;

import org.jspecify.annotations.NullMarked;
