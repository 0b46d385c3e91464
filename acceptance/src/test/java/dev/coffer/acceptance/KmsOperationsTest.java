package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.kms.v2.KmsClient;
import com.huaweicloud.sdk.kms.v2.model.*;
import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.KeySpecEnum;
import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.KeyUsageEnum;
import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.OriginEnum;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.server.CofferServer;
import dev.coffer.server.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every operation of the vendor's KMS client, called by that client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KmsOperationsTest {
  private static final String MESSAGE = base64(new byte[] {1, 2, 3});

  private CofferServer server;
  private KmsClient kms;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    Path data = directory.resolve("data");
    server =
        CofferServer.start(
            new ServerConfig(data, "127.0.0.1", 0, "cn-north-4", Compression.ZSTD, true));
    kms = Cloud.of(Account.read(data.resolve("server/bootstrap.json"))).keys();
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private String key(String alias) {
    return key(alias, KeySpecEnum.AES_256);
  }

  private String key(String alias, KeySpecEnum spec) {
    return create(new CreateKeyRequestBody().withKeyAlias(alias).withKeySpec(spec));
  }

  private String create(CreateKeyRequestBody body) {
    return kms.createKey(new CreateKeyRequest().withBody(body)).getKeyInfo().getKeyId();
  }

  private KeyDetails details(String key) {
    return kms.listKeyDetail(new ListKeyDetailRequest().withBody(b -> b.withKeyId(key)))
        .getKeyInfo();
  }

  private static void refused(ThrowingCallable call, String code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ServiceResponseException.class,
            e -> {
              assertThat(e.getErrorCode()).isEqualTo(code);
              assertThat(e.getRequestId()).isNotEmpty();
            });
  }

  @Test
  void theLifeOfAKey() {
    String key = key("life");
    assertThat(
            kms.disableKey(new DisableKeyRequest().withBody(b -> b.withKeyId(key)))
                .getKeyInfo()
                .getKeyState())
        .isEqualTo("3");
    assertThat(
            kms.enableKey(new EnableKeyRequest().withBody(b -> b.withKeyId(key)))
                .getKeyInfo()
                .getKeyState())
        .isEqualTo("2");
    assertThat(
            kms.deleteKey(
                    new DeleteKeyRequest().withBody(b -> b.withKeyId(key).withPendingDays("7")))
                .getKeyState())
        .isEqualTo("4");
    assertThat(
            kms.cancelKeyDeletion(new CancelKeyDeletionRequest().withBody(b -> b.withKeyId(key)))
                .getKeyState())
        .isEqualTo("3");
    assertThat(
            kms.updateKeyAlias(
                    new UpdateKeyAliasRequest()
                        .withBody(b -> b.withKeyId(key).withKeyAlias("lively")))
                .getKeyInfo()
                .getKeyAlias())
        .isEqualTo("lively");
    assertThat(
            kms.updateKeyDescription(
                    new UpdateKeyDescriptionRequest()
                        .withBody(b -> b.withKeyId(key).withKeyDescription("text")))
                .getKeyInfo()
                .getKeyDescription())
        .isEqualTo("text");
    assertThat(details(key).getKeyAlias()).isEqualTo("lively");
    assertThat(kms.listKeys(new ListKeysRequest().withBody(b -> b.withLimit("1000"))).getKeys())
        .contains(key);
    refused(() -> details("00000000-0000-0000-0000-000000000000"), "KMS.0207");
  }

  @Test
  void dataKeys() throws Exception {
    String key = key("data-keys");
    CreateDatakeyResponse made =
        kms.createDatakey(
            new CreateDatakeyRequest().withBody(b -> b.withKeyId(key).withDatakeyLength("512")));
    assertThat(made.getCipherText()).hasSize(2 * (124 + 64));
    DecryptDatakeyResponse opened = decrypt(key, made.getCipherText());
    assertThat(opened.getDataKey()).isEqualTo(made.getPlainText());
    CreateDatakeyWithoutPlaintextResponse hidden =
        kms.createDatakeyWithoutPlaintext(
            new CreateDatakeyWithoutPlaintextRequest()
                .withBody(b -> b.withKeyId(key).withDatakeyLength("512")));
    assertThat(decrypt(key, hidden.getCipherText()).getDatakeyLength()).isEqualTo("64");

    byte[] zeroes = new byte[64];
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(zeroes);
    HexFormat hex = HexFormat.of();
    EncryptDatakeyResponse wrapped =
        kms.encryptDatakey(
            new EncryptDatakeyRequest()
                .withBody(
                    b ->
                        b.withKeyId(key)
                            .withPlainText(hex.formatHex(zeroes) + hex.formatHex(digest))
                            .withDatakeyPlainLength("64")));
    assertThat(decrypt(key, wrapped.getCipherText()).getDatakeyDgst())
        .isEqualTo("F5A5FD42D16A20302798EF6ED309979B43003D2320D9F0E8EA9831A92759FB4B");
  }

  private DecryptDatakeyResponse decrypt(String key, String ciphertext) {
    return kms.decryptDatakey(
        new DecryptDatakeyRequest()
            .withBody(
                b -> b.withKeyId(key).withCipherText(ciphertext).withDatakeyCipherLength("64")));
  }

  @Test
  void dataAndRandomBytes() {
    String key = key("data");
    EncryptDataResponse sealed =
        kms.encryptData(
            new EncryptDataRequest().withBody(b -> b.withKeyId(key).withPlainText("abcd")));
    assertThat(sealed.getCipherText()).hasSize(188);
    DecryptDataResponse opened =
        kms.decryptData(
            new DecryptDataRequest().withBody(b -> b.withCipherText(sealed.getCipherText())));
    assertThat(opened.getPlainText()).isEqualTo("abcd");
    assertThat(opened.getKeyId()).isEqualTo(key);
    assertThat(
            kms.createRandom(new CreateRandomRequest().withBody(b -> b.withRandomDataLength("512")))
                .getRandomData())
        .hasSize(128);
  }

  @Test
  void dataToAKeyPair() {
    String key =
        create(
            new CreateKeyRequestBody()
                .withKeyAlias("sm2-data")
                .withKeySpec(KeySpecEnum.SM2)
                .withKeyUsage(KeyUsageEnum.ENCRYPT_DECRYPT));
    EncryptDataResponse sealed =
        kms.encryptData(
            new EncryptDataRequest()
                .withBody(
                    b ->
                        b.withKeyId(key)
                            .withPlainText("abcd")
                            .withEncryptionAlgorithm(
                                EncryptDataRequestBody.EncryptionAlgorithmEnum.SM2_ENCRYPT)));
    assertThat(
            kms.decryptData(
                    new DecryptDataRequest()
                        .withBody(
                            b ->
                                b.withCipherText(sealed.getCipherText())
                                    .withKeyId(key)
                                    .withEncryptionAlgorithm(
                                        DecryptDataRequestBody.EncryptionAlgorithmEnum
                                            .SM2_ENCRYPT)))
                .getPlainText())
        .isEqualTo("abcd");
  }

  @Test
  void dataKeyPairs() {
    String key = key("pairs");
    CreateRsaDatakeyPairResponse rsa =
        kms.createRsaDatakeyPair(
            new CreateRsaDatakeyPairRequest()
                .withBody(
                    b ->
                        b.withKeyId(key)
                            .withKeySpec(CreateRsaDatakeyPairRequestBody.KeySpecEnum.RSA_2048)
                            .withWithPlainText(true)));
    assertThat(
            kms.decryptData(
                    new DecryptDataRequest()
                        .withBody(b -> b.withCipherText(rsa.getPrivateKeyCipherText())))
                .getPlainTextBase64())
        .isEqualTo(rsa.getPrivateKeyPlainText());
    CreateEcDatakeyPairResponse ec =
        kms.createEcDatakeyPair(
            new CreateEcDatakeyPairRequest()
                .withBody(
                    b ->
                        b.withKeyId(key)
                            .withKeySpec(CreateEcDatakeyPairRequestBody.KeySpecEnum.SM2)
                            .withWithPlainText(false)));
    assertThat(ec.getPublicKey()).isNotEmpty();
    assertThat(ec.getPrivateKeyPlainText()).isNull();
  }

  @Test
  void signatures() {
    String key = key("signing", KeySpecEnum.EC_P256);
    String signature =
        kms.sign(
                new SignRequest()
                    .withBody(
                        b ->
                            b.withKeyId(key)
                                .withMessage(MESSAGE)
                                .withMessageType(SignRequestBody.MessageTypeEnum.RAW)
                                .withSigningAlgorithm(
                                    SignRequestBody.SigningAlgorithmEnum.ECDSA_SHA_256)))
            .getSignature();
    assertThat(
            kms.validateSignature(
                    new ValidateSignatureRequest()
                        .withBody(
                            b ->
                                b.withKeyId(key)
                                    .withMessage(MESSAGE)
                                    .withSignature(signature)
                                    .withMessageType(VerifyRequestBody.MessageTypeEnum.RAW)
                                    .withSigningAlgorithm(
                                        VerifyRequestBody.SigningAlgorithmEnum.ECDSA_SHA_256)))
                .getSignatureValid()
                .toString())
        .isEqualTo("true");
    assertThat(
            kms.showPublicKey(new ShowPublicKeyRequest().withBody(b -> b.withKeyId(key)))
                .getPublicKey())
        .startsWith("-----BEGIN PUBLIC KEY-----\n");
  }

  @Test
  void macs() {
    String key = key("mac", KeySpecEnum.fromValue("HMAC_SM3"));
    String mac =
        kms.generateMac(
                new GenerateMacRequest()
                    .withBody(
                        b ->
                            b.withKeyId(key)
                                .withMessage(MESSAGE)
                                .withMacAlgorithm(
                                    GenerateMacRequestBody.MacAlgorithmEnum.HMAC_SM3)))
            .getMac();
    assertThat(
            kms.verifyMac(
                    new VerifyMacRequest()
                        .withBody(
                            b ->
                                b.withKeyId(key)
                                    .withMessage(MESSAGE)
                                    .withMac(mac)
                                    .withMacAlgorithm(
                                        VerifyMacRequestBody.MacAlgorithmEnum.HMAC_SM3)))
                .getMacValid())
        .isTrue();
  }

  @Test
  void rotation() {
    String key = key("rotation");
    kms.enableKeyRotation(new EnableKeyRotationRequest().withBody(b -> b.withKeyId(key)));
    kms.updateKeyRotationInterval(
        new UpdateKeyRotationIntervalRequest()
            .withBody(b -> b.withKeyId(key).withRotationInterval(30)));
    ShowKeyRotationStatusResponse status =
        kms.showKeyRotationStatus(
            new ShowKeyRotationStatusRequest().withBody(b -> b.withKeyId(key)));
    assertThat(status.getKeyRotationEnabled()).isTrue();
    assertThat(status.getRotationInterval()).isEqualTo(30);
    assertThat(details(key).getKeyRotationEnabled()).isEqualTo("true");
    kms.disableKeyRotation(new DisableKeyRotationRequest().withBody(b -> b.withKeyId(key)));
  }

  @Test
  void importedMaterial() throws Exception {
    String key =
        create(new CreateKeyRequestBody().withKeyAlias("imported").withOrigin(OriginEnum.EXTERNAL));
    CreateParametersForImportResponse parameters =
        kms.createParametersForImport(
            new CreateParametersForImportRequest()
                .withBody(
                    b ->
                        b.withKeyId(key)
                            .withWrappingAlgorithm(
                                GetParametersForImportRequestBody.WrappingAlgorithmEnum
                                    .RSAES_OAEP_SHA_256)));
    assertThat(parameters.getImportToken()).matches("[0-9a-zA-Z+/=]{200,6144}");
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        KeyFactory.getInstance("RSA")
            .generatePublic(
                new X509EncodedKeySpec(Base64.getDecoder().decode(parameters.getPublicKey()))),
        new OAEPParameterSpec(
            "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
    String material = base64(cipher.doFinal(new byte[32]));
    assertThat(material).hasSize(344);
    kms.importKeyMaterial(
        new ImportKeyMaterialRequest()
            .withBody(
                b ->
                    b.withKeyId(key)
                        .withImportToken(parameters.getImportToken())
                        .withEncryptedKeyMaterial(material)
                        .withExpirationTime(4102444800L)));
    assertThat(details(key).getKeyState()).isEqualTo("2");
    assertThat(details(key).getExpirationTime()).isEqualTo("4102444800000");
    kms.deleteImportedKeyMaterial(
        new DeleteImportedKeyMaterialRequest().withBody(b -> b.withKeyId(key)));
    assertThat(details(key).getKeyState()).isEqualTo("5");
  }

  @Test
  void aliases() {
    String one = key("alias-one");
    String two = key("alias-two");
    kms.createAlias(
        new CreateAliasRequest().withBody(b -> b.withKeyId(one).withAlias("alias/current")));
    assertThat(
            kms.associateAlias(
                    new AssociateAliasRequest()
                        .withBody(b -> b.withAlias("alias/current").withTargetKeyId(two)))
                .getKeyId())
        .isEqualTo(two);
    assertThat(
            kms.listAliases(new ListAliasesRequest().withKeyId(two))
                .getBody()
                .getFirst()
                .getAliases())
        .extracting(AliasEntity::getAlias)
        .containsExactly("alias/current");
    kms.deleteAlias(
        new DeleteAliasRequest()
            .withBody(b -> b.withKeyId(two).withAliases(List.of("alias/current"))));
  }

  @Test
  void tags() {
    String key = key("tags");
    kms.createKmsTag(
        new CreateKmsTagRequest()
            .withKeyId(key)
            .withBody(b -> b.withTag(t -> t.withKey("env").withValue("test"))));
    kms.batchCreateKmsTags(
        new BatchCreateKmsTagsRequest()
            .withKeyId(key)
            .withBody(
                b ->
                    b.withAction("create")
                        .withTags(List.of(new TagItem().withKey("team").withValue("a")))));
    assertThat(kms.showKmsTags(new ShowKmsTagsRequest().withKeyId(key)).getExistTagsNum())
        .isEqualTo(2);
    assertThat(kms.listKmsTags(new ListKmsTagsRequest()).getTags()).hasSize(2);
    assertThat(
            kms.listKmsByTags(
                    new ListKmsByTagsRequest()
                        .withResourceInstances("resource_instances")
                        .withBody(
                            b ->
                                b.withAction("filter")
                                    .withTags(
                                        List.of(
                                            new Tag().withKey("env").withValues(List.of("test"))))))
                .getResources())
        .extracting(ActionResources::getResourceId)
        .containsExactly(key);
    kms.deleteTag(new DeleteTagRequest().withKeyId(key).withKey("team"));
  }

  @Test
  void grants() {
    String key = key("grants");
    String first = grant(key);
    assertThat(kms.listGrants(new ListGrantsRequest().withBody(b -> b.withKeyId(key))).getTotal())
        .isOne();
    assertThat(
            kms.listRetirableGrants(
                    new ListRetirableGrantsRequest().withBody(b -> b.withLimit("10")))
                .getGrants())
        .isEmpty();
    refused(
        () ->
            kms.cancelSelfGrant(
                new CancelSelfGrantRequest().withBody(b -> b.withKeyId(key).withGrantId(first))),
        "KMS.2501");
    kms.cancelGrant(new CancelGrantRequest().withBody(b -> b.withKeyId(key).withGrantId(first)));
  }

  private String grant(String key) {
    return kms.createGrant(
            new CreateGrantRequest()
                .withBody(
                    b ->
                        b.withKeyId(key)
                            .withGranteePrincipal("0d0466b0e7274d9cb35df84bb474a37f")
                            .withOperations(List.of("describe-key", "create-datakey"))))
        .getGrantId();
  }

  @Test
  void theAccountAndTheVersions() {
    assertThat(kms.showUserInstances(new ShowUserInstancesRequest()).getInstanceNum())
        .isNotNegative();
    assertThat(kms.showUserQuotas(new ShowUserQuotasRequest()).getQuotas().getResources())
        .hasSize(2);
    assertThat(kms.showVersions(new ShowVersionsRequest()).getVersions()).hasSize(1);
    kms.showVersion(new ShowVersionRequest().withVersionId("v1.0"));
  }

  @Test
  void whatOneInstallationDoesNotHave() {
    refused(
        () ->
            kms.createKeyStore(new CreateKeyStoreRequest().withBody(b -> b.withKeystoreAlias("s"))),
        "KMS.0308");
    refused(() -> kms.listKeyStores(new ListKeyStoresRequest()), "KMS.0308");
    refused(() -> kms.showKeyStore(new ShowKeyStoreRequest().withKeystoreId("s")), "KMS.0308");
    refused(() -> kms.deleteKeyStore(new DeleteKeyStoreRequest().withKeystoreId("s")), "KMS.0308");
    refused(() -> kms.enableKeyStore(new EnableKeyStoreRequest().withKeystoreId("s")), "KMS.0308");
    refused(
        () -> kms.disableKeyStore(new DisableKeyStoreRequest().withKeystoreId("s")), "KMS.0308");
    refused(
        () ->
            kms.replicateKey(
                new ReplicateKeyRequest().withKeyId("k").withBody(b -> b.withKeyId("k"))),
        "KMS.0308");
    refused(
        () ->
            kms.updatePrimaryRegion(
                new UpdatePrimaryRegionRequest().withKeyId("k").withBody(b -> b.withKeyId("k"))),
        "KMS.0308");
    refused(() -> kms.listSupportRegions(new ListSupportRegionsRequest()), "KMS.0308");
  }
}
