package dev.coffer.acceptance;

/** How a request has to be refused. */
record Refused(int status, String code, Shape shape) {
  /** The body's shape: flat, nested in {@code error}, or the gateway's with its request id. */
  enum Shape {
    FLAT,
    NESTED,
    GATEWAY
  }

  static final Refused NO_SUCH_API = gateway(404, "APIGW.0101");
  static final Refused NOT_AUTHENTICATED = gateway(401, "APIGW.0301");

  static Refused flat(int status, String code) {
    return new Refused(status, code, Shape.FLAT);
  }

  static Refused nested(int status, String code) {
    return new Refused(status, code, Shape.NESTED);
  }

  static Refused gateway(int status, String code) {
    return new Refused(status, code, Shape.GATEWAY);
  }
}
