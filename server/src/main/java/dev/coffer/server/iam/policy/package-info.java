/**
 * Policies and the decision they lead to. A denial wins, and what no statement allows is refused.
 * Nothing here reads a table: a question carries its circumstances.
 */
@NullMarked
package dev.coffer.server.iam.policy;

import org.jspecify.annotations.NullMarked;
