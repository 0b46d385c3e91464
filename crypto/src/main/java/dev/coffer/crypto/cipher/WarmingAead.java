package dev.coffer.crypto.cipher;

import javax.crypto.AEADBadTagException;

/** One key in both libraries; before each message it is asked which of them is the faster now. */
record WarmingAead(Aead first, Aead second, WarmUp warmUp) implements Aead {

  private Aead faster(int length) {
    return warmUp.isWon(length) ? second : first;
  }

  @Override
  public int seal(
      byte[] nonce, byte[] associated, byte[] in, int inOffset, int length, byte[] out, int at) {
    return faster(length).seal(nonce, associated, in, inOffset, length, out, at);
  }

  @Override
  public int open(
      byte[] nonce, byte[] associated, byte[] in, int inOffset, int length, byte[] out, int at)
      throws AEADBadTagException {
    return faster(length).open(nonce, associated, in, inOffset, length, out, at);
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}
