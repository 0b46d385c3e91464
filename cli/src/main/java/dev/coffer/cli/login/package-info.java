/** Signing in and out. */
@NullMarked
package dev.coffer.cli.login;

import org.jspecify.annotations.NullMarked;
