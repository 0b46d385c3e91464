/**
 * One stream on one core: what the sealed stream costs over the cipher alone, and what the cipher
 * costs over the library it comes from. Bytes come from memory and go nowhere.
 */
@NullMarked
package dev.coffer.bench.seal;

import org.jspecify.annotations.NullMarked;
