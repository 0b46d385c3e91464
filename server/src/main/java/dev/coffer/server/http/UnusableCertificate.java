package dev.coffer.server.http;

/** A certificate or its key cannot be used; the message names the file. */
public final class UnusableCertificate extends RuntimeException {
  UnusableCertificate(String message) {
    super(message);
  }

  UnusableCertificate(String message, Throwable cause) {
    super(message, cause);
  }
}
