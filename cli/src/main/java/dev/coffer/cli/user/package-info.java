/** Users of a domain. */
@NullMarked
package dev.coffer.cli.user;

import org.jspecify.annotations.NullMarked;
