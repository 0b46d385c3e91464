package dev.coffer.cli.client;

/** What a call is authenticated by. */
public sealed interface Credential {
  /** Where it comes from, for messages. */
  String source();

  /** A token that is sent along. */
  record Token(String value, String source) implements Credential {
    @Override
    public String toString() {
      return "Token[hidden]";
    }
  }

  /** An access key whose secret half signs calls and is not sent. */
  record Key(String accessKey, String secretKey, String source) implements Credential {
    @Override
    public String toString() {
      return "Key[" + accessKey + ", hidden]";
    }
  }
}
