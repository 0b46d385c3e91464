/**
 * The wire of IAM: tokens and the catalog, projects and enterprise projects, users, groups, roles
 * and who is given them, access keys, and what a domain asks of passwords; and, as an extension,
 * what a single user is granted and why it may do something. Every object belongs to the caller's
 * domain: another domain's is answered as if it did not exist.
 */
@NullMarked
package dev.coffer.server.api.iam;

import org.jspecify.annotations.NullMarked;
