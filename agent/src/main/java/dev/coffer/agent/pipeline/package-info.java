/**
 * Bytes on their way between an engine and a store, with no engine and no store in sight. {@link
 * dev.coffer.agent.pipeline.Capture} carries an engine's stream to its stored form, compressed and
 * sealed; {@link dev.coffer.agent.pipeline.Reading} carries it back. In between the stream is cut
 * in chunks that travel through a few recycled buffers: the digest is taken of each in turn,
 * compression works on several at once, and they come out in the order they went in. Memory is
 * bounded by the number of workers, whatever the length.
 */
@NullMarked
package dev.coffer.agent.pipeline;

import org.jspecify.annotations.NullMarked;
