package dev.coffer.acceptance;

import static dev.coffer.acceptance.ApiOperation.CANCEL_DELETION;
import static dev.coffer.acceptance.ApiOperation.CREATE_DATAKEY;
import static dev.coffer.acceptance.ApiOperation.CREATE_DATAKEY_WITHOUT_PLAINTEXT;
import static dev.coffer.acceptance.ApiOperation.CREATE_KEY;
import static dev.coffer.acceptance.ApiOperation.DECRYPT_DATAKEY;
import static dev.coffer.acceptance.ApiOperation.DESCRIBE_KEY;
import static dev.coffer.acceptance.ApiOperation.DISABLE_KEY;
import static dev.coffer.acceptance.ApiOperation.ENABLE_KEY;
import static dev.coffer.acceptance.ApiOperation.ENCRYPT_DATAKEY;
import static dev.coffer.acceptance.ApiOperation.LIST_KEYS;
import static dev.coffer.acceptance.ApiOperation.SCHEDULE_DELETION;
import static dev.coffer.acceptance.BadInput.body;

import java.util.ArrayList;
import java.util.List;

/** Bad requests to the KMS. */
final class KmsInputs {
  private static final Refused INVALID = Refused.nested(400, "KMS.0308");
  private static final Refused MISSING = Refused.nested(400, "KMS.0204");
  private static final Refused NO_KEY = Refused.nested(404, "KMS.0207");
  private static final Refused DISABLED = Refused.nested(400, "KMS.0209");
  private static final Refused PENDING = Refused.nested(400, "KMS.0210");
  private static final Refused WRONG_ALIAS = Refused.nested(400, "KMS.1101");
  private static final Refused WRONG_CIPHERTEXT = Refused.nested(400, "KMS.2201");

  private KmsInputs() {}

  static List<BadInput> all() {
    var inputs = new ArrayList<BadInput>();
    for (ApiOperation operation :
        List.of(
            DESCRIBE_KEY,
            ENABLE_KEY,
            DISABLE_KEY,
            SCHEDULE_DELETION,
            CANCEL_DELETION,
            CREATE_DATAKEY,
            CREATE_DATAKEY_WITHOUT_PLAINTEXT,
            ENCRYPT_DATAKEY,
            DECRYPT_DATAKEY)) {
      addKeyIds(operation, inputs);
    }
    inputs.addAll(newKeys());
    inputs.addAll(lists());
    inputs.addAll(states());
    inputs.addAll(newDataKeys());
    inputs.addAll(dataKeys());
    return List.copyOf(inputs);
  }

  private static void addKeyIds(ApiOperation operation, List<BadInput> inputs) {
    inputs.add(body(operation, "no key id", key(operation, ""), MISSING));
    inputs.add(body(operation, "a list as key id", key(operation, "'key_id':[1],"), INVALID));
    inputs.add(
        body(
            operation,
            "a wrong key id",
            key(operation, "'key_id':'x',"),
            Refused.nested(400, "KMS.0205")));
    inputs.add(
        body(
            operation,
            "an unknown key",
            key(operation, "'key_id':'0d0466b0-e727-4d9c-b35d-f84bb474a37f',"),
            NO_KEY));
    inputs.add(
        body(operation, "an unknown alias", key(operation, "'key_id':'alias/nobody',"), NO_KEY));
    inputs.add(
        body(
            operation,
            "a wrong sequence",
            key(operation, "'key_id':'{key}','sequence':'1',"),
            Refused.nested(400, "KMS.0206")));
  }

  /** The operation's own body with another beginning in place of its key id. */
  private static String key(ApiOperation operation, String beginning) {
    String rest = operation.body().replace('"', '\'').replaceFirst("\\{'key_id':'[^']*',?", "");
    String whole = "{" + beginning + rest;
    return whole.replace(",}", "}");
  }

  private static List<BadInput> newKeys() {
    var inputs = new ArrayList<BadInput>();
    inputs.add(body(CREATE_KEY, "no alias", "{}", MISSING));
    inputs.add(body(CREATE_KEY, "a list as alias", "{'key_alias':[1]}", INVALID));
    for (String alias : List.of("a b", "a".repeat(256), "钥匙", "orders/default")) {
      inputs.add(
          body(CREATE_KEY, "alias " + alias, "{'key_alias':'%s'}".formatted(alias), WRONG_ALIAS));
    }
    inputs.add(
        body(
            CREATE_KEY,
            "an alias twice",
            "{'key_alias':'bad-input'}",
            Refused.nested(400, "KMS.1104")));
    inputs.add(
        body(
            CREATE_KEY,
            "a long description",
            "{'key_alias':'never-made','key_description':'%s'}".formatted("d".repeat(256)),
            Refused.nested(400, "KMS.1103")));
    for (String field :
        List.of(
            "'key_spec':'DES'",
            "'key_spec':256",
            "'key_usage':'GUESS'",
            "'origin':'space'",
            "'keystore_id':'hsm'")) {
      inputs.add(body(CREATE_KEY, field, "{'key_alias':'never-made'," + field + "}", INVALID));
    }
    return inputs;
  }

  private static List<BadInput> lists() {
    Refused limit = Refused.nested(400, "KMS.1601");
    Refused marker = Refused.nested(400, "KMS.1602");
    return List.of(
        body(LIST_KEYS, "limit 0", "{'limit':'0'}", limit),
        body(LIST_KEYS, "no number", "{'limit':'all'}", INVALID),
        body(LIST_KEYS, "limit as a list", "{'limit':[10]}", INVALID),
        body(LIST_KEYS, "marker -1", "{'marker':'-1'}", marker),
        body(LIST_KEYS, "an unknown state", "{'key_state':'9'}", INVALID),
        body(LIST_KEYS, "an unknown kind", "{'key_spec':'DES'}", INVALID));
  }

  private static List<BadInput> states() {
    Refused days = Refused.nested(400, "KMS.1401");
    String deletion = "{'key_id':'{key}','pending_days':'%s'}";
    return List.of(
        body(ENABLE_KEY, "an enabled key", "{'key_id':'{key}'}", Refused.nested(400, "KMS.1201")),
        body(
            DISABLE_KEY,
            "a disabled key",
            "{'key_id':'{disabled}'}",
            Refused.nested(400, "KMS.1301")),
        body(
            CANCEL_DELETION,
            "a key that stays",
            "{'key_id':'{key}'}",
            Refused.nested(400, "KMS.1501")),
        body(SCHEDULE_DELETION, "no days", "{'key_id':'{key}'}", MISSING),
        body(SCHEDULE_DELETION, "days as a list", "{'key_id':'{key}','pending_days':[7]}", INVALID),
        body(SCHEDULE_DELETION, "no number of days", deletion.formatted("soon"), INVALID),
        body(SCHEDULE_DELETION, "6 days", deletion.formatted("6"), days),
        body(SCHEDULE_DELETION, "1097 days", deletion.formatted("1097"), days),
        body(
            SCHEDULE_DELETION,
            "a key on its way out",
            "{'key_id':'{pending}','pending_days':'7'}",
            Refused.nested(400, "KMS.1402")));
  }

  private static List<BadInput> newDataKeys() {
    var inputs = new ArrayList<BadInput>();
    Refused length = Refused.nested(400, "KMS.1901");
    for (ApiOperation create : List.of(CREATE_DATAKEY, CREATE_DATAKEY_WITHOUT_PLAINTEXT)) {
      String ofKey = "{'key_id':'{key}',%s}";
      inputs.add(body(create, "0 bits", ofKey.formatted("'datakey_length':'0'"), length));
      inputs.add(body(create, "12 bits", ofKey.formatted("'datakey_length':'12'"), INVALID));
      inputs.add(body(create, "8200 bits", ofKey.formatted("'datakey_length':'8200'"), length));
      inputs.add(body(create, "no number", ofKey.formatted("'datakey_length':'long'"), INVALID));
      inputs.add(
          body(create, "bits as a list", ofKey.formatted("'datakey_length':[256]"), INVALID));
      inputs.add(body(create, "an unknown kind", ofKey.formatted("'key_spec':'DES'"), INVALID));
      inputs.add(
          body(
              create,
              "much associated data",
              ofKey.formatted("'additional_authenticated_data':'" + "a".repeat(8193) + "'"),
              Refused.nested(400, "KMS.0208")));
      inputs.add(body(create, "a disabled key", "{'key_id':'{disabled}'}", DISABLED));
      inputs.add(body(create, "a key on its way out", "{'key_id':'{pending}'}", PENDING));
    }
    return inputs;
  }

  private static List<BadInput> dataKeys() {
    String encrypt = "{'key_id':'{key}','plain_text':'%s','datakey_plain_length':'%s'}";
    String decrypt = "{'key_id':'%s','cipher_text':'%s','datakey_cipher_length':'%s'}";
    return List.of(
        body(ENCRYPT_DATAKEY, "no text", "{'key_id':'{key}','datakey_plain_length':'64'}", MISSING),
        body(ENCRYPT_DATAKEY, "no length", "{'key_id':'{key}','plain_text':'00'}", MISSING),
        body(ENCRYPT_DATAKEY, "no digits", encrypt.formatted("zz", "64"), INVALID),
        body(
            ENCRYPT_DATAKEY,
            "a short text",
            encrypt.formatted("00", "64"),
            Refused.nested(400, "KMS.2101")),
        body(
            ENCRYPT_DATAKEY,
            "another digest",
            encrypt.formatted("00".repeat(96), "64"),
            Refused.nested(400, "KMS.2103")),
        body(
            ENCRYPT_DATAKEY,
            "length 0",
            encrypt.formatted("00".repeat(96), "0"),
            Refused.nested(400, "KMS.2102")),
        body(DECRYPT_DATAKEY, "no digits", decrypt.formatted("{key}", "zz", "32"), INVALID),
        body(
            DECRYPT_DATAKEY,
            "no ciphertext of ours",
            decrypt.formatted("{key}", "00".repeat(188), "32"),
            WRONG_CIPHERTEXT),
        body(
            DECRYPT_DATAKEY,
            "another key's ciphertext",
            decrypt.formatted("{sm4}", "{wrapped}", "32"),
            WRONG_CIPHERTEXT),
        body(
            DECRYPT_DATAKEY,
            "more after it",
            decrypt.formatted("{key}", "{wrapped}00", "32"),
            WRONG_CIPHERTEXT),
        body(
            DECRYPT_DATAKEY,
            "another length",
            decrypt.formatted("{key}", "{wrapped}", "64"),
            INVALID),
        body(
            DECRYPT_DATAKEY,
            "a disabled key",
            decrypt.formatted("{disabled}", "{wrapped}", "32"),
            DISABLED));
  }
}
