/** What users may do. */
@NullMarked
package dev.coffer.cli.policy;

import org.jspecify.annotations.NullMarked;
