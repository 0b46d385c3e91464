/** Passwords, tokens and temporary keys. Passwords and tokens rest hashed, secret keys sealed. */
@NullMarked
package dev.coffer.server.iam.credential;

import org.jspecify.annotations.NullMarked;
