/**
 * The wire of KMS, version v1.0: strings where the vendor has strings, hexadecimal data keys,
 * nested errors.
 */
@NullMarked
package dev.coffer.server.api.kms;

import org.jspecify.annotations.NullMarked;
