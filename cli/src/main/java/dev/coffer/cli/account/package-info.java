/** Users of a server as files like {@code bootstrap.json} describe them. */
@NullMarked
package dev.coffer.cli.account;

import org.jspecify.annotations.NullMarked;
