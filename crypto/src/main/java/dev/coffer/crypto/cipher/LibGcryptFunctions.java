package dev.coffer.crypto.cipher;

import static dev.coffer.crypto.cipher.NativeLibrary.INT;
import static dev.coffer.crypto.cipher.NativeLibrary.LONG;
import static dev.coffer.crypto.cipher.NativeLibrary.POINTER;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/** What is called in libgcrypt; static and final, so that the compiler binds the calls. */
final class LibGcryptFunctions {
  /** {@code GCRYCTL_DISABLE_SECMEM} and its neighbours of gcrypt.h. */
  static final int DISABLE_SECURE_MEMORY = 37;

  static final int INITIALIZATION_FINISHED = 38;
  static final int IS_INITIALIZATION_FINISHED = 39;

  /** {@code GCRY_CIPHER_AES256}, {@code GCRY_CIPHER_SM4}, {@code GCRY_CIPHER_MODE_GCM}. */
  static final int AES_256 = 9;

  static final int SM4 = 318;
  static final int GCM = 9;

  private static final NativeLibrary LIBRARY = new NativeLibrary("libgcrypt.so.20");
  private static final FunctionDescriptor ON_BUFFER =
      FunctionDescriptor.of(INT, POINTER, POINTER, LONG);
  private static final FunctionDescriptor ON_TWO_BUFFERS =
      FunctionDescriptor.of(INT, POINTER, POINTER, LONG, POINTER, LONG);

  static final MethodHandle CHECK_VERSION =
      LIBRARY.function("gcry_check_version", FunctionDescriptor.of(POINTER, POINTER));
  static final MethodHandle CONTROL =
      LIBRARY.function(
          "gcry_control", FunctionDescriptor.of(INT, INT, INT), Linker.Option.firstVariadicArg(1));
  static final MethodHandle CIPHER_OPEN =
      LIBRARY.function("gcry_cipher_open", FunctionDescriptor.of(INT, POINTER, INT, INT, INT));
  static final MethodHandle CIPHER_CLOSE =
      LIBRARY.function("gcry_cipher_close", FunctionDescriptor.ofVoid(POINTER));
  static final MethodHandle SET_KEY = LIBRARY.computation("gcry_cipher_setkey", ON_BUFFER);
  static final MethodHandle SET_NONCE = LIBRARY.computation("gcry_cipher_setiv", ON_BUFFER);
  static final MethodHandle AUTHENTICATE =
      LIBRARY.computation("gcry_cipher_authenticate", ON_BUFFER);
  static final MethodHandle ENCRYPT = LIBRARY.computation("gcry_cipher_encrypt", ON_TWO_BUFFERS);
  static final MethodHandle DECRYPT = LIBRARY.computation("gcry_cipher_decrypt", ON_TWO_BUFFERS);
  static final MethodHandle GET_TAG = LIBRARY.computation("gcry_cipher_gettag", ON_BUFFER);
  static final MethodHandle CHECK_TAG = LIBRARY.computation("gcry_cipher_checktag", ON_BUFFER);

  private LibGcryptFunctions() {}
}
