package dev.coffer.server.api.kms;

import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.kms.masterkey.MasterKey;
import java.time.Instant;
import java.util.Locale;

/** A key as the vendor describes it: every value is text, times are epoch milliseconds. */
record KeyDetails(
    KeyId keyId,
    DomainId domainId,
    String keyAlias,
    String realm,
    String keySpec,
    String keyUsage,
    String keyDescription,
    String creationDate,
    String scheduledDeletionDate,
    String keyState,
    String defaultKeyFlag,
    String keyType,
    String expirationTime,
    String origin,
    String keyRotationEnabled,
    String sysEnterpriseProjectId) {

  static KeyDetails of(MasterKey key) {
    return new KeyDetails(
        key.keyId(),
        key.owner().domainId(),
        key.alias(),
        "",
        key.spec().name(),
        key.usage().name(),
        key.description(),
        millis(key.createdAt()),
        key.deletionAt().map(KeyDetails::millis).orElse(""),
        key.state().digit(),
        key.isDefault() ? "1" : "0",
        "1",
        key.expiresAt().map(KeyDetails::millis).orElse(""),
        key.origin().name().toLowerCase(Locale.ROOT),
        String.valueOf(key.rotation().isPresent()),
        key.owner().enterpriseProjectId());
  }

  static String millis(Instant instant) {
    return String.valueOf(instant.toEpochMilli());
  }
}
