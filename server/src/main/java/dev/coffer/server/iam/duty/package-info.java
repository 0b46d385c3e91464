/**
 * Separation of duties: which duties exclude each other, who holds which, and why a caller may or
 * may not do something.
 */
@NullMarked
package dev.coffer.server.iam.duty;

import org.jspecify.annotations.NullMarked;
