/**
 * Hostile input for every parser that reads what others wrote. A target is a class with the two
 * methods that {@link dev.coffer.fuzz.FuzzTest} names; it fails on any exception other than the
 * parser's own refusal, and where something is accepted that was never sealed or signed. Inputs
 * that once failed lie in {@code corpus/TARGET} and are tried first in every run.
 */
@NullMarked
package dev.coffer.fuzz;

import org.jspecify.annotations.NullMarked;
