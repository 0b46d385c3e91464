/**
 * Programs of others, run as children. A {@link dev.coffer.agent.process.Command} says what to run,
 * a {@link dev.coffer.agent.process.Child} is one run of it with its pipes. Secrets reach a child
 * through its standard input alone: a pipe, or a {@link dev.coffer.agent.process.SecretFile} for
 * programs that read it more than once. The end of what a child says on its standard error is kept
 * as the reason of its failure.
 */
@NullMarked
package dev.coffer.agent.process;

import org.jspecify.annotations.NullMarked;
