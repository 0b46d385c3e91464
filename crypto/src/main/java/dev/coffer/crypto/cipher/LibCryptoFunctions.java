package dev.coffer.crypto.cipher;

import static dev.coffer.crypto.cipher.NativeLibrary.INT;
import static dev.coffer.crypto.cipher.NativeLibrary.LONG;
import static dev.coffer.crypto.cipher.NativeLibrary.POINTER;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** What is called in libcrypto; static and final, so that the compiler binds the calls. */
public final class LibCryptoFunctions {
  /** {@code EVP_CTRL_AEAD_SET_IVLEN} and its neighbours of openssl/evp.h. */
  public static final int SET_VECTOR_LENGTH = 0x9;

  public static final int GET_TAG = 0x10;

  static final int SET_TAG = 0x11;

  private static final NativeLibrary LIBRARY = new NativeLibrary("libcrypto.so.3");

  static final MethodHandle VERSION =
      LIBRARY.function("OpenSSL_version", FunctionDescriptor.of(POINTER, INT));
  static final MethodHandle CLEAR_ERROR =
      LIBRARY.function("ERR_clear_error", FunctionDescriptor.ofVoid());
  static final MethodHandle CIPHER_FETCH =
      LIBRARY.function(
          "EVP_CIPHER_fetch", FunctionDescriptor.of(POINTER, POINTER, POINTER, POINTER));
  public static final MethodHandle CONTEXT_NEW =
      LIBRARY.function("EVP_CIPHER_CTX_new", FunctionDescriptor.of(POINTER));
  public static final MethodHandle CONTEXT_FREE =
      LIBRARY.function("EVP_CIPHER_CTX_free", FunctionDescriptor.ofVoid(POINTER));
  public static final MethodHandle INIT =
      LIBRARY.computation(
          "EVP_CipherInit_ex",
          FunctionDescriptor.of(INT, POINTER, POINTER, POINTER, POINTER, POINTER, INT));
  public static final MethodHandle UPDATE =
      LIBRARY.computation(
          "EVP_CipherUpdate", FunctionDescriptor.of(INT, POINTER, POINTER, POINTER, POINTER, INT));
  public static final MethodHandle FINAL =
      LIBRARY.computation(
          "EVP_CipherFinal_ex", FunctionDescriptor.of(INT, POINTER, POINTER, POINTER));
  public static final MethodHandle CONTROL =
      LIBRARY.computation(
          "EVP_CIPHER_CTX_ctrl", FunctionDescriptor.of(INT, POINTER, INT, INT, POINTER));

  public static final MethodHandle AES_256_CBC =
      LIBRARY.function("EVP_aes_256_cbc", FunctionDescriptor.of(POINTER));
  public static final MethodHandle SET_PADDING =
      LIBRARY.function("EVP_CIPHER_CTX_set_padding", FunctionDescriptor.of(INT, POINTER, INT));
  public static final MethodHandle AES_256_GCM =
      LIBRARY.function("EVP_aes_256_gcm", FunctionDescriptor.of(POINTER));

  public static final MethodHandle SHA_256 =
      LIBRARY.function("EVP_sha256", FunctionDescriptor.of(POINTER));
  public static final MethodHandle SM3 =
      LIBRARY.function("EVP_sm3", FunctionDescriptor.of(POINTER));
  public static final MethodHandle MAC_NEW =
      LIBRARY.function("HMAC_CTX_new", FunctionDescriptor.of(POINTER));
  public static final MethodHandle MAC_FREE =
      LIBRARY.function("HMAC_CTX_free", FunctionDescriptor.ofVoid(POINTER));
  public static final MethodHandle MAC_INIT =
      LIBRARY.computation(
          "HMAC_Init_ex", FunctionDescriptor.of(INT, POINTER, POINTER, INT, POINTER, POINTER));
  public static final MethodHandle MAC_UPDATE =
      LIBRARY.computation("HMAC_Update", FunctionDescriptor.of(INT, POINTER, POINTER, LONG));
  public static final MethodHandle MAC_FINAL =
      LIBRARY.computation("HMAC_Final", FunctionDescriptor.of(INT, POINTER, POINTER, POINTER));

  private LibCryptoFunctions() {}
}
