/**
 * Who calls, and what they may do. A domain owns projects and users; a user proves itself with a
 * password, for which it gets a token, or with an access key, whose secret key signs each request.
 * Either way the gatekeeper turns the request into a caller, and then decides from the user's
 * policies whether an action is allowed: a denial wins, and what nothing grants is refused. Secrets
 * rest hashed (passwords, tokens) or sealed (secret keys). {@link dev.coffer.server.iam.Iam} is the
 * way in.
 */
@NullMarked
package dev.coffer.server.iam;

import org.jspecify.annotations.NullMarked;
