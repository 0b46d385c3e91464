/**
 * Who calls, and what they may do. A domain owns projects and users; a user proves itself with a
 * password, for which it gets a token, or with an access key, whose secret key signs each request.
 * Either way the result is a {@link dev.coffer.server.iam.Caller}; {@link
 * dev.coffer.server.iam.Permissions} then decides from the user's policy documents whether an
 * action on a project is allowed. Secrets rest hashed (passwords, tokens) or sealed (secret keys).
 */
@NullMarked
package dev.coffer.server.iam;

import org.jspecify.annotations.NullMarked;
