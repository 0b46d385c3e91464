package dev.coffer.server.kms.root;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.util.Arrays;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;

/**
 * A root key in a PKCS#11 token: an HMAC key that the token made and does not give out. What
 * derives from it is the first block of HKDF-Expand (RFC 5869) with the token's key as the
 * pseudorandom key.
 */
final class TokenRootKey implements RootKey {
  private final Provider provider;
  private final Key key;

  private TokenRootKey(Provider provider, Key key) {
    this.provider = provider;
    this.key = key;
  }

  /** Where a key lies. */
  record Place(Path library, int slot, String label) {}

  /** Lets the token make a key and keep it under a label of its own. */
  static TokenRootKey create(Place place, Passphrase pin) {
    try {
      KeyStore token = login(place, pin);
      Provider provider = token.getProvider();
      if (token.containsAlias(place.label())) {
        throw new IllegalStateException("the token has a key of this label: " + place.label());
      }
      Key session = KeyGenerator.getInstance("HmacSHA256", provider).generateKey();
      token.setKeyEntry(place.label(), session, null, null);
      return new TokenRootKey(provider, kept(token, place));
    } catch (GeneralSecurityException | IOException e) {
      throw new UnusableKeyRing(UnusableKeyRing.Fault.TOKEN_UNUSABLE, place.toString(), e);
    }
  }

  static TokenRootKey open(Place place, Passphrase pin) {
    try {
      KeyStore token = login(place, pin);
      return new TokenRootKey(token.getProvider(), kept(token, place));
    } catch (GeneralSecurityException | IOException e) {
      throw new UnusableKeyRing(UnusableKeyRing.Fault.TOKEN_UNUSABLE, place.toString(), e);
    }
  }

  @Override
  public SecretBytes derive(String purpose, int length) {
    if (length > HashFunction.LENGTH) {
      throw new IllegalArgumentException("a token derives at most 32 bytes, not " + length);
    }
    byte[] info = purpose.getBytes(UTF_8);
    byte[] block = Arrays.copyOf(info, info.length + 1);
    block[info.length] = 1;
    try {
      Mac mac = Mac.getInstance("HmacSHA256", provider);
      mac.init(key);
      byte[] whole = mac.doFinal(block);
      byte[] derived = Arrays.copyOf(whole, length);
      Arrays.fill(whole, (byte) 0);
      return SecretBytes.absorb(derived);
    } catch (GeneralSecurityException e) {
      throw new UnusableKeyRing(UnusableKeyRing.Fault.TOKEN_UNUSABLE, provider.getName(), e);
    }
  }

  /** The session stays the provider's, which the process keeps. */
  @Override
  public void close() {}

  private static Provider provider(Place place) {
    Provider general = Security.getProvider("SunPKCS11");
    if (general == null) {
      throw new UnusableKeyRing(UnusableKeyRing.Fault.TOKEN_UNUSABLE, "SunPKCS11");
    }
    String configuration =
        """
        --name=coffer
        library=%s
        slotListIndex=%d
        attributes(*,CKO_SECRET_KEY,*) = {
          CKA_SENSITIVE = true
          CKA_EXTRACTABLE = false
          CKA_SIGN = true
        }
        """
            .formatted(place.library(), place.slot());
    try {
      return general.configure(configuration);
    } catch (ProviderException | InvalidParameterException e) {
      throw new UnusableKeyRing(UnusableKeyRing.Fault.TOKEN_UNUSABLE, place.toString(), e);
    }
  }

  private static KeyStore login(Place place, Passphrase pin)
      throws GeneralSecurityException, IOException {
    char[] characters;
    try (SecretBytes secret = pin.ask()) {
      characters = secret.open(SecretAccess.revealingSecrets(), TokenRootKey::characters);
    }
    try {
      KeyStore token = KeyStore.getInstance("PKCS11", provider(place));
      token.load(null, characters);
      return token;
    } finally {
      Arrays.fill(characters, '\0');
    }
  }

  private static char[] characters(byte[] bytes) {
    CharBuffer decoded = UTF_8.decode(ByteBuffer.wrap(bytes));
    char[] characters = Arrays.copyOf(decoded.array(), decoded.limit());
    Arrays.fill(decoded.array(), '\0');
    return characters;
  }

  private static Key kept(KeyStore token, Place place) throws GeneralSecurityException {
    Key key = token.getKey(place.label(), null);
    if (key == null) {
      throw new UnusableKeyRing(UnusableKeyRing.Fault.ROOT_KEY_MISSING, place.toString());
    }
    return key;
  }
}
