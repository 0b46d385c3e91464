/**
 * What a sealed volume's {@code generalCipher} is made of: a {@code CbcGmacEngine}, and an {@code
 * HmacEngine} for its short tags, each by libcrypto or the JDK.
 */
@NullMarked
package dev.coffer.crypto.cipher.mac;

import org.jspecify.annotations.NullMarked;
