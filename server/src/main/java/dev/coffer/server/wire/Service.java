package dev.coffer.server.wire;

import dev.coffer.server.failure.Failure;

/** A service of the vendor, with the shape of its errors and its codes for what any call can do. */
public enum Service {
  TAURUS(
      ErrorShape.FLAT,
      Failure.DBS_200006,
      Failure.DBS_200001,
      Failure.DBS_200001,
      Failure.APIGW_0201_BODY,
      Failure.DBS_200010,
      Failure.DBS_200005),
  DWS(
      ErrorShape.FLAT,
      Failure.DWS_0006,
      Failure.DWS_0001,
      Failure.DWS_0001,
      Failure.APIGW_0201_BODY,
      Failure.DWS_0032,
      Failure.DWS_0005),
  KMS(
      ErrorShape.NESTED,
      Failure.KMS_0204,
      Failure.KMS_0202,
      Failure.KMS_0308,
      Failure.KMS_0203,
      Failure.KMS_0307,
      Failure.KMS_0101),
  IAM(
      ErrorShape.FLAT,
      Failure.IAM_0001,
      Failure.IAM_0001,
      Failure.IAM_0001,
      Failure.APIGW_0201_BODY,
      Failure.IAM_0003,
      Failure.IAM_0011),
  /** The extensions under {@code /coffer/v1}: they speak as TaurusDB does. */
  EXTENSION(
      ErrorShape.FLAT,
      Failure.DBS_200006,
      Failure.DBS_200001,
      Failure.DBS_200001,
      Failure.APIGW_0201_BODY,
      Failure.DBS_200010,
      Failure.DBS_200005);

  /** {@code {"error_code","error_msg"}}, or the same inside {@code {"error":{…}}}. */
  public enum ErrorShape {
    FLAT,
    NESTED
  }

  private final ErrorShape errorShape;
  private final Failure emptyBody;
  private final Failure notJson;
  private final Failure invalid;
  private final Failure tooLarge;
  private final Failure forbidden;
  private final Failure broken;

  Service(
      ErrorShape errorShape,
      Failure emptyBody,
      Failure notJson,
      Failure invalid,
      Failure tooLarge,
      Failure forbidden,
      Failure broken) {
    this.errorShape = errorShape;
    this.emptyBody = emptyBody;
    this.notJson = notJson;
    this.invalid = invalid;
    this.tooLarge = tooLarge;
    this.forbidden = forbidden;
    this.broken = broken;
  }

  public ErrorShape errorShape() {
    return errorShape;
  }

  public Failure emptyBody() {
    return emptyBody;
  }

  public Failure notJson() {
    return notJson;
  }

  /** The code for a parameter that is missing, malformed or unknown. */
  public Failure invalid() {
    return invalid;
  }

  /** The code for a mandatory field that is not there; KMS has one of its own for it. */
  public Failure missing() {
    return this == KMS ? Failure.KMS_0204 : invalid;
  }

  public Failure tooLarge() {
    return tooLarge;
  }

  public Failure forbidden() {
    return forbidden;
  }

  /** The code for a fault of our own. */
  public Failure broken() {
    return broken;
  }
}
