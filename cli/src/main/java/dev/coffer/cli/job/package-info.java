/** Jobs: work that lasts. */
@NullMarked
package dev.coffer.cli.job;

import org.jspecify.annotations.NullMarked;
