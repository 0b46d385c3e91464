/**
 * What a master key is used for: data keys, small data, key pairs and signatures, and who may have
 * them.
 */
@NullMarked
package dev.coffer.server.kms.datakey;

import org.jspecify.annotations.NullMarked;
