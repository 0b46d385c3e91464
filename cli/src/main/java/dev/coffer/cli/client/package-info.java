/**
 * Calls a server: which one and with which credential (flag, then environment, then profile),
 * signed or with a token, over TLS that is checked.
 */
@NullMarked
package dev.coffer.cli.client;

import org.jspecify.annotations.NullMarked;
