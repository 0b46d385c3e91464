/**
 * The directory: what the tables hold of accounts, roles and assignments, read as one consistent
 * set of entries and kept until it changes.
 */
@NullMarked
package dev.coffer.server.iam.directory;

import org.jspecify.annotations.NullMarked;
