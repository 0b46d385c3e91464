/**
 * The sealed stream, version 1 (docs/formats/sealed-stream-v1.md): a header, then frames of equal
 * length, each sealed on its own under a key that only this stream has. A {@code SealedWriter}
 * seals and a {@code SealedReader} opens on several workers, a batch of frames at a time; a {@code
 * SealedRange} opens only the frames that cover a range. A frame's nonce is its number and whether
 * it is the last, so a frame anywhere but in its place is refused as {@code SealedStreamException}.
 */
@org.jspecify.annotations.NullMarked
package dev.coffer.crypto.stream.v1;
