package dev.coffer.crypto.cipher;

import java.security.ProviderException;
import java.util.Arrays;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/** GCM by Bouncy Castle. The trap: the expanded round keys stay in the engine until collected. */
final class BouncyCastleAead extends CheckedAead {
  private final byte[] key;
  private final GCMModeCipher cipher;

  BouncyCastleAead(Suite suite, byte[] key) {
    this.key = key.clone();
    this.cipher = GCMBlockCipher.newInstance(engine(suite));
  }

  private static BlockCipher engine(Suite suite) {
    return switch (suite) {
      case AES_256_GCM -> AESEngine.newInstance();
      case SM4_GCM -> new SM4Engine();
    };
  }

  @Override
  void seal(Message message) {
    try {
      run(true, message);
    } catch (InvalidCipherTextException e) {
      throw new ProviderException("cannot seal " + message.length() + " bytes", e);
    }
  }

  @Override
  boolean open(Message message) {
    try {
      run(false, message);
      return true;
    } catch (InvalidCipherTextException _) {
      return false;
    }
  }

  private void run(boolean seal, Message message) throws InvalidCipherTextException {
    cipher.init(
        seal,
        new AEADParameters(new KeyParameter(key), TAG_BITS, message.nonce(), message.associated()));
    int written =
        cipher.processBytes(
            message.in(), message.inOffset(), message.length(), message.out(), message.outOffset());
    cipher.doFinal(message.out(), message.outOffset() + written);
  }

  @Override
  void wipe() {
    Arrays.fill(key, (byte) 0);
  }
}
