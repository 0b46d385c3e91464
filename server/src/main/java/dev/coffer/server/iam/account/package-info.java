/**
 * The life of accounts: users, groups, agencies, their assignments, and the first account of a new
 * server.
 */
@NullMarked
package dev.coffer.server.iam.account;

import org.jspecify.annotations.NullMarked;
