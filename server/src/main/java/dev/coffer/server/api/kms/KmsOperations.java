package dev.coffer.server.api.kms;

import dev.coffer.server.kms.Kms;
import dev.coffer.server.wire.Operation;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;

/** Every operation of KMS. */
public final class KmsOperations {
  private KmsOperations() {}

  public static List<Operation<?>> of(Kms kms, String region, SecureRandom random) {
    var keys = new KeyResources(kms);
    return Stream.of(
            new KeyApi(kms.masterKeys()).operations(),
            new BroughtKeyApi(kms.masterKeys()).operations(),
            new DataKeyApi(kms.dataKeys()).operations(),
            new DataApi(kms.data(), random).operations(),
            new KeyPairApi(kms.dataKeyPairs()).operations(),
            new SignatureApi(kms.signatures()).operations(),
            new RotationApi(kms.rotations()).operations(),
            new ImportApi(kms.imports()).operations(),
            new VaultApi(kms.vaults()).operations(),
            new AliasApi(kms.aliases(), region).operations(),
            new TagApi(kms.tags()).operations(),
            new GrantApi(kms.grants()).operations(),
            new KeyAccountApi(kms).operations(),
            new UnsupportedApi().operations())
        .<Operation<?>>flatMap(List::stream)
        .<Operation<?>>map(keys::on)
        .toList();
  }
}
