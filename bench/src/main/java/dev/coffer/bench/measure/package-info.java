/**
 * How is measured. {@link dev.coffer.bench.measure.Contender}s do the same work in different ways;
 * {@link dev.coffer.bench.measure.Rounds} lets each have its turn, round after round, so that a
 * machine that is busy for a while is busy for all of them. Of the {@link
 * dev.coffer.bench.measure.Sample}s counts the median, and of two contenders the median of the
 * ratios within each round. A {@link dev.coffer.bench.measure.Threshold} is a promise that such a
 * ratio has to meet; the {@link dev.coffer.bench.measure.Report} prints both.
 */
@NullMarked
package dev.coffer.bench.measure;

import org.jspecify.annotations.NullMarked;
