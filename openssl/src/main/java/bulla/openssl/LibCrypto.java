package bulla.openssl;

import bulla.ffi.Brief;
import bulla.ffi.Failures;
import bulla.ffi.Memory;
import bulla.ffi.NativeLibrary;
import bulla.ffi.Signature;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** The functions of libcrypto that are used, by their manual pages' names. */
record LibCrypto(
    @Signature("pointer OpenSSL_version(int)") MethodHandle openSslVersion,
    @Signature("long OpenSSL_version_num()") MethodHandle openSslVersionNumber,
    @Signature("int OPENSSL_init_crypto(long, pointer)") MethodHandle init,
    // Library contexts and providers.
    @Signature("pointer OSSL_LIB_CTX_new()") MethodHandle libraryContextNew,
    @Signature("int OSSL_PROVIDER_add_builtin(pointer, pointer, pointer)") MethodHandle providerAdd,
    @Signature("pointer OSSL_PROVIDER_load(pointer, pointer)") MethodHandle providerLoad,
    @Signature("int OSSL_PROVIDER_do_all(pointer, pointer, pointer)") MethodHandle providerDoAll,
    @Signature("pointer OSSL_PROVIDER_get0_name(pointer)") MethodHandle providerName,
    @Signature("pointer OSSL_PROVIDER_get0_provider_ctx(pointer)") MethodHandle providerContext,
    @Signature("pointer OSSL_PROVIDER_query_operation(pointer, int, pointer)")
        MethodHandle providerQuery,
    @Signature("int OSSL_PROVIDER_get_capabilities(pointer, pointer, pointer, pointer)")
        MethodHandle providerCapabilities,
    // Memory and ex_data.
    @Signature("pointer CRYPTO_malloc(long, pointer, int)") MethodHandle malloc,
    @Signature("void CRYPTO_free(pointer, pointer, int)") MethodHandle free,
    @Signature("int CRYPTO_get_ex_new_index(int, long, pointer, pointer, pointer, pointer)")
        MethodHandle getExNewIndex,
    // The error queue.
    @Signature("long ERR_get_error_all(pointer, pointer, pointer, pointer, pointer)")
        MethodHandle errGetErrorAll,
    @Signature("void ERR_error_string_n(long, pointer, long)") MethodHandle errErrorString,
    @Brief @Signature("void ERR_clear_error()") MethodHandle errClearError,
    @Brief @Signature("int ERR_set_mark()") MethodHandle errSetMark,
    @Brief @Signature("int ERR_pop_to_mark()") MethodHandle errPopToMark,
    // BIOs.
    @Signature("pointer BIO_s_mem()") MethodHandle bioMemory,
    @Signature("pointer BIO_new(pointer)") MethodHandle bioNew,
    @Signature("pointer BIO_new_mem_buf(pointer, int)") MethodHandle bioNewBuffer,
    @Signature("int BIO_free(pointer)") MethodHandle bioFree,
    @Brief @Signature("int BIO_read(pointer, pointer, int)") MethodHandle bioRead,
    @Brief @Signature("int BIO_write(pointer, pointer, int)") MethodHandle bioWrite,
    @Brief @Signature("long BIO_ctrl_pending(pointer)") MethodHandle bioPending,
    @Signature("long BIO_ctrl(pointer, int, long, pointer)") MethodHandle bioControl,
    // Session tickets.
    @Signature("pointer EVP_CIPHER_fetch(pointer, pointer, pointer)") MethodHandle cipherFetch,
    @Signature("int EVP_CipherInit_ex2(pointer, pointer, pointer, pointer, int, pointer)")
        MethodHandle cipherInit,
    @Signature("int EVP_MAC_CTX_set_params(pointer, pointer)") MethodHandle macSetParameters,
    @Signature("int RAND_bytes(pointer, int)") MethodHandle randomBytes,
    // Stacks.
    @Signature("pointer OPENSSL_sk_new_null()") MethodHandle stackNew,
    @Signature("int OPENSSL_sk_push(pointer, pointer)") MethodHandle stackPush,
    @Signature("int OPENSSL_sk_num(pointer)") MethodHandle stackSize,
    @Signature("pointer OPENSSL_sk_value(pointer, int)") MethodHandle stackValue,
    @Signature("void OPENSSL_sk_free(pointer)") MethodHandle stackFree,
    // OCSP responses.
    @Signature("pointer d2i_OCSP_RESPONSE(pointer, pointer, long)") MethodHandle ocspDecode,
    @Signature("void OCSP_RESPONSE_free(pointer)") MethodHandle ocspFree,
    // Keys.
    @Signature("pointer PEM_read_bio_PrivateKey(pointer, pointer, pointer, pointer)")
        MethodHandle pemReadPrivateKey,
    @Signature("int EVP_PKEY_up_ref(pointer)") MethodHandle keyShare,
    @Signature("void EVP_PKEY_free(pointer)") MethodHandle keyFree,
    @Signature("int EVP_PKEY_is_a(pointer, pointer)") MethodHandle keyIsA,
    @Signature("pointer d2i_PUBKEY_ex(pointer, pointer, long, pointer, pointer)")
        MethodHandle publicKeyDecode,
    // Signatures.
    @Signature("pointer EVP_MD_CTX_new()") MethodHandle digestContextNew,
    @Signature("void EVP_MD_CTX_free(pointer)") MethodHandle digestContextFree,
    @Signature(
            "int EVP_DigestVerifyInit_ex("
                + "pointer, pointer, pointer, pointer, pointer, pointer, pointer)")
        MethodHandle digestVerifyInit,
    @Signature("int EVP_DigestVerify(pointer, pointer, long, pointer, long)")
        MethodHandle digestVerify,
    // Certificates and names.
    @Signature("pointer d2i_X509(pointer, pointer, long)") MethodHandle x509Decode,
    @Signature("int i2d_X509(pointer, pointer)") MethodHandle x509Encode,
    @Signature("void X509_free(pointer)") MethodHandle x509Free,
    @Signature("int X509_check_private_key(pointer, pointer)") MethodHandle x509CheckPrivateKey,
    @Signature("pointer d2i_X509_NAME(pointer, pointer, long)") MethodHandle nameDecode,
    @Signature("void X509_NAME_free(pointer)") MethodHandle nameFree,
    // Verification.
    @Signature("int X509_STORE_add_cert(pointer, pointer)") MethodHandle storeAddCertificate,
    @Signature("int X509_verify_cert(pointer)") MethodHandle verifyCertificate,
    @Signature("pointer X509_verify_cert_error_string(long)") MethodHandle verifyErrorString,
    @Signature("pointer X509_STORE_CTX_new()") MethodHandle storeContextNew,
    @Signature("void X509_STORE_CTX_free(pointer)") MethodHandle storeContextFree,
    @Signature("int X509_STORE_CTX_init(pointer, pointer, pointer, pointer)")
        MethodHandle storeContextInit,
    @Signature("int X509_STORE_CTX_set_default(pointer, pointer)")
        MethodHandle storeContextSetDefault,
    @Signature("pointer X509_STORE_CTX_get0_param(pointer)") MethodHandle storeContextParameters,
    @Signature("void X509_VERIFY_PARAM_set_auth_level(pointer, int)")
        MethodHandle parametersSetLevel,
    @Signature("pointer X509_STORE_CTX_get_ex_data(pointer, int)") MethodHandle storeContextExData,
    @Signature("int X509_STORE_CTX_set_ex_data(pointer, int, pointer)")
        MethodHandle storeContextSetExData,
    @Signature("int X509_STORE_CTX_get_error(pointer)") MethodHandle storeContextError,
    @Signature("void X509_STORE_CTX_set_error(pointer, int)") MethodHandle storeContextSetError,
    @Signature("void X509_STORE_CTX_set_verify_cb(pointer, pointer)")
        MethodHandle storeContextSetCallback,
    @Signature("int X509_STORE_CTX_get_error_depth(pointer)") MethodHandle storeContextErrorDepth,
    @Signature("void X509_STORE_CTX_set_depth(pointer, int)") MethodHandle storeContextSetDepth,
    @Signature("pointer X509_STORE_CTX_get0_chain(pointer)") MethodHandle storeContextChain,
    @Signature("pointer X509_STORE_CTX_get0_cert(pointer)") MethodHandle storeContextCertificate,
    @Signature("pointer X509_STORE_CTX_get0_untrusted(pointer)")
        MethodHandle storeContextUntrusted) {

  static final LibCrypto HANDLES =
      started(
          NativeLibrary.bind(
              LibCrypto.class,
              MethodHandles.lookup(),
              SharedLibraries.crypto(),
              OpenSslUnavailableException::missing));

  /** OPENSSL_INIT_NO_ATEXIT. */
  private static final long NO_ATEXIT = 0x80000;

  /** Threads that still serve when the process ends must not lose their library first. */
  private static LibCrypto started(LibCrypto handles) {
    try {
      int _ = (int) handles.init().invokeExact(NO_ATEXIT, Memory.NULL);
      return handles;
    } catch (OpenSslUnavailableException told) {
      // Every use tells it again.
      return handles;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }
}
