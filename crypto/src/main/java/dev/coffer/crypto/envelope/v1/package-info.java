/**
 * The envelope of a backup, version 1 (docs/formats/envelope-v1.md). An {@code Envelope} is what is
 * known of a backup; an {@code EnvelopeFile} is its two lines on the disk: the JSON object, and the
 * authentication of that line's exact bytes under the backup's data key. What a file says is a
 * claim, good enough to ask a KMS for the data key, until {@code verify} has been through. {@code
 * Protection} is how the backup object is sealed, with one {@code Wrapping} of the data key for
 * each key that may open it.
 */
@org.jspecify.annotations.NullMarked
package dev.coffer.crypto.envelope.v1;
