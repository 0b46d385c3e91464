package dev.coffer.server.wire;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.coffer.crypto.secret.SecretBytes;
import java.nio.charset.StandardCharsets;

/** A secret in a request's body, such as a password: it does not print. */
public final class SecretText {
  private final String text;

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public SecretText(String text) {
    this.text = text;
  }

  /** The characters themselves, for the rules that a password has to keep. */
  public String reveal() {
    return text;
  }

  /** The UTF-8 bytes of the text; the caller closes them. */
  public SecretBytes bytes() {
    return SecretBytes.absorb(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "SecretText[hidden]";
  }
}
