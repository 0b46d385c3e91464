/**
 * Small secrets at rest: a {@link dev.coffer.server.seal.SecretSeal} turns a secret into text that
 * may be stored anywhere and opens it again in the one place it was sealed for.
 */
@NullMarked
package dev.coffer.server.seal;

import org.jspecify.annotations.NullMarked;
