/**
 * Calls a server: which one and as whom (flag, then environment, then profile), signed or with a
 * token, over TLS that is checked.
 */
@NullMarked
package dev.coffer.cli.client;

import org.jspecify.annotations.NullMarked;
