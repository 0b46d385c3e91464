package dev.coffer.server.kms.algorithm;

import java.io.IOException;
import java.security.ProviderException;
import java.security.SecureRandom;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.jcajce.provider.asymmetric.util.ECUtil;

/**
 * Private keys on named curves. It is a class of its own so that a process which only knows the
 * names of curves does not load Bouncy Castle for them.
 */
final class Curves {
  private Curves() {}

  static byte[] generate(String curve, SecureRandom random) {
    var domain = ECNamedDomainParameters.lookup(ECUtil.getNamedCurveOid(curve));
    var generator = new ECKeyPairGenerator();
    generator.init(new ECKeyGenerationParameters(domain, random));
    try {
      return PrivateKeyInfoFactory.createPrivateKeyInfo(generator.generateKeyPair().getPrivate())
          .getEncoded();
    } catch (IOException e) {
      throw new ProviderException("cannot encode a key on " + curve, e);
    }
  }

  static boolean isOn(String curve, byte[] privateKey) {
    return Der.privateKeyIn(privateKey)
        .filter(
            key ->
                key instanceof ECPrivateKeyParameters ec
                    && ec.getParameters() instanceof ECNamedDomainParameters named
                    && named.getName().equals(ECUtil.getNamedCurveOid(curve)))
        .isPresent();
  }
}
