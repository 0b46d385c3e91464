package dev.coffer.acceptance;

import dev.coffer.acceptance.Wire.Request;

/** A request with one thing wrong, and what has to be answered. */
record BadInput(ApiOperation operation, String what, Request request, Refused refused) {
  static BadInput body(ApiOperation operation, String what, String body, Refused refused) {
    Request request = operation.request().withBody(body.replace('\'', '"'));
    return new BadInput(operation, what, request, refused);
  }

  static BadInput path(ApiOperation operation, String what, String path, Refused refused) {
    return new BadInput(operation, what, operation.request().withPath(path), refused);
  }

  /** The operation's own request with a query. */
  static BadInput query(ApiOperation operation, String query, Refused refused) {
    String path = operation.request().path() + "?" + query;
    return path(operation, "query " + query, path, refused);
  }

  /** The operation's own request with one text in its path replaced by another. */
  static BadInput replaced(
      ApiOperation operation, String what, String text, String by, Refused refused) {
    return path(operation, what, operation.request().path().replace(text, by), refused);
  }

  @Override
  public String toString() {
    return operation + ", " + what;
  }
}
