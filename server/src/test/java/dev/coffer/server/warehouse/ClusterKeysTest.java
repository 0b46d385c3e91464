package dev.coffer.server.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.server.backup.BackupKeys;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.id.Ids;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ClusterKeysTest {
  private static final ProjectId PROJECT = new ProjectId("project");
  private static final KeyId FIRST = KeyId.fresh();
  private static final KeyId SECOND = KeyId.fresh();
  private static final ClusterId CLUSTER = ClusterId.fresh(new Ids(new SecureRandom()));

  private final SecureRandom random = new SecureRandom();
  private final KeysInMemory masterKeys = new KeysInMemory();
  private final ClusterKeys keys = new ClusterKeys(masterKeys, random);

  @ParameterizedTest
  @EnumSource
  void aRotationChangesEverythingButTheDataKey(BlockSuite suite) {
    ClusterEncryption before = fresh(FIRST, suite);
    var other = new ClusterEncryption.MasterKey(SECOND, "name of " + SECOND);
    ClusterEncryption after = before.with(other, keys.rewrap(before, other.id()));
    assertThat(after.keys().clusterKey()).isNotEqualTo(before.keys().clusterKey());
    assertThat(after.keys().dataKey()).isNotEqualTo(before.keys().dataKey());
    assertThat(dataKey(after)).isEqualTo(dataKey(before)).hasSize(2 * suite.keyLength());
  }

  @Test
  void theDataKeyOfOneClusterDoesNotOpenForAnother() {
    ClusterEncryption one = fresh(FIRST, BlockSuite.GENERAL_CIPHER);
    var other =
        new ClusterEncryption(
            one.id(),
            ClusterId.fresh(new Ids(new SecureRandom())),
            one.projectId(),
            one.masterKey(),
            one.suite(),
            one.keys(),
            one.step(),
            one.rotatedAt());
    assertThatThrownBy(() -> dataKey(other)).hasMessageContaining("never wrapped for this");
  }

  @Test
  void aKeyThatIsNotThereIsRefusedByName() {
    masterKeys.standing = BackupKeys.Standing.DISABLED;
    assertThatThrownBy(() -> keys.usable(PROJECT, FIRST))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("master_key_id is disabled");
  }

  private ClusterEncryption fresh(KeyId masterKey, BlockSuite suite) {
    var empty =
        new ClusterEncryption(
            "id",
            CLUSTER,
            PROJECT,
            new ClusterEncryption.MasterKey(masterKey, "name"),
            suite,
            new ClusterEncryption.WrappedKeys("", ""),
            ConversionStep.DONE,
            Optional.empty());
    return empty.with(empty.masterKey(), keys.fresh(PROJECT, CLUSTER, masterKey, suite));
  }

  private String dataKey(ClusterEncryption encryption) {
    return keys.withVolumeKey(
        encryption,
        key -> key.dataKey().open(SecretAccess.revealingSecrets(), HexFormat.of()::formatHex));
  }
}
