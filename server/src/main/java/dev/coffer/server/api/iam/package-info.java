/**
 * The wire of IAM, as far as the services need it: tokens, projects, domains, users and access
 * keys; and, as an extension, what a user is granted.
 */
@NullMarked
package dev.coffer.server.api.iam;

import org.jspecify.annotations.NullMarked;
