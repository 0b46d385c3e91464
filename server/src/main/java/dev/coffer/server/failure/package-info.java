/**
 * What can go wrong, as a table. A {@link dev.coffer.server.failure.Failure} is a row: the vendor's
 * code, the HTTP status, the text in English and Chinese and what an operator can do about it. A
 * {@link dev.coffer.server.failure.Refusal} is one occurrence of a row: which input it was about
 * and for which {@link dev.coffer.server.failure.Reason}. Features throw refusals; only the HTTP
 * edge turns them into bytes.
 */
@NullMarked
package dev.coffer.server.failure;

import org.jspecify.annotations.NullMarked;
