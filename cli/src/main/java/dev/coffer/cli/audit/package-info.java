/** The audit log. */
@NullMarked
package dev.coffer.cli.audit;

import org.jspecify.annotations.NullMarked;
