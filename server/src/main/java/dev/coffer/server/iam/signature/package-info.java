/**
 * Signed requests: canonical form, algorithms, dates, and the record that keeps a signature from
 * being used twice.
 */
@NullMarked
package dev.coffer.server.iam.signature;

import org.jspecify.annotations.NullMarked;
