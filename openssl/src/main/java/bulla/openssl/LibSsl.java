package bulla.openssl;

import bulla.ffi.Brief;
import bulla.ffi.NativeLibrary;
import bulla.ffi.Signature;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** The functions of libssl that are used, by their manual pages' names. */
record LibSsl(
    // SSL_CTX.
    @Signature("pointer TLS_server_method()") MethodHandle serverMethod,
    @Signature("pointer SSL_CTX_new_ex(pointer, pointer, pointer)") MethodHandle contextNew,
    @Signature("void SSL_CTX_free(pointer)") MethodHandle contextFree,
    @Signature("long SSL_CTX_ctrl(pointer, int, long, pointer)") MethodHandle contextControl,
    @Signature("long SSL_CTX_callback_ctrl(pointer, int, pointer)")
        MethodHandle contextCallbackControl,
    @Signature("long SSL_CTX_set_options(pointer, long)") MethodHandle contextSetOptions,
    @Signature("int SSL_CTX_set_cipher_list(pointer, pointer)") MethodHandle contextSetCipherList,
    @Signature("int SSL_CTX_set_ciphersuites(pointer, pointer)")
        MethodHandle contextSetCipherSuites,
    @Signature("int SSL_CTX_use_cert_and_key(pointer, pointer, pointer, pointer, int)")
        MethodHandle contextUseIdentity,
    @Signature("pointer SSL_CTX_get_cert_store(pointer)") MethodHandle contextStore,
    @Signature("void SSL_CTX_set0_CA_list(pointer, pointer)") MethodHandle contextSetNames,
    @Signature("void SSL_CTX_set_verify(pointer, int, pointer)") MethodHandle contextSetVerify,
    @Signature("void SSL_CTX_set_cert_verify_callback(pointer, pointer, pointer)")
        MethodHandle contextSetVerifyCallback,
    @Signature("int SSL_CTX_set_session_id_context(pointer, pointer, int)")
        MethodHandle contextSetSessionIdContext,
    @Signature("int SSL_CTX_set_num_tickets(pointer, long)") MethodHandle contextSetTickets,
    @Signature("void SSL_CTX_set_alpn_select_cb(pointer, pointer, pointer)")
        MethodHandle contextSetAlpnCallback,
    @Signature("void SSL_CTX_set_client_hello_cb(pointer, pointer, pointer)")
        MethodHandle contextSetClientHelloCallback,
    // Sessions.
    @Signature("long SSL_CTX_set_timeout(pointer, long)") MethodHandle contextSetTimeout,
    @Signature("int SSL_CTX_set_tlsext_ticket_key_evp_cb(pointer, pointer)")
        MethodHandle contextSetTicketKeyCallback,
    @Signature("void SSL_CTX_sess_set_new_cb(pointer, pointer)") MethodHandle contextSetNewSession,
    @Signature("void SSL_CTX_sess_set_get_cb(pointer, pointer)") MethodHandle contextSetGetSession,
    @Signature("void SSL_CTX_sess_set_remove_cb(pointer, pointer)")
        MethodHandle contextSetRemoveSession,
    @Signature("int i2d_SSL_SESSION(pointer, pointer)") MethodHandle sessionEncode,
    @Signature("pointer d2i_SSL_SESSION(pointer, pointer, long)") MethodHandle sessionDecode,
    @Signature("int SSL_SESSION_get_protocol_version(pointer)") MethodHandle sessionVersion,
    // Commands of configurations.
    @Signature("pointer SSL_CONF_CTX_new()") MethodHandle commandsNew,
    @Signature("void SSL_CONF_CTX_free(pointer)") MethodHandle commandsFree,
    @Signature("int SSL_CONF_CTX_set_flags(pointer, int)") MethodHandle commandsSetFlags,
    @Signature("void SSL_CONF_CTX_set_ssl_ctx(pointer, pointer)") MethodHandle commandsSetContext,
    @Signature("void SSL_CONF_CTX_set_ssl(pointer, pointer)") MethodHandle commandsSetSsl,
    @Signature("int SSL_CONF_CTX_finish(pointer)") MethodHandle commandsFinish,
    @Signature("int SSL_CONF_cmd(pointer, pointer, pointer)") MethodHandle command,
    @Signature("int SSL_CONF_cmd_value_type(pointer, pointer)") MethodHandle commandValueType,
    // SSL.
    @Signature("pointer SSL_new(pointer)") MethodHandle sslNew,
    @Signature("void SSL_free(pointer)") MethodHandle sslFree,
    @Signature("void SSL_set_bio(pointer, pointer, pointer)") MethodHandle setBio,
    @Signature("void SSL_set_accept_state(pointer)") MethodHandle setAcceptState,
    @Signature("int SSL_set_ex_data(pointer, int, long)") MethodHandle setExData,
    @Brief @Signature("long SSL_get_ex_data(pointer, int)") MethodHandle getExData,
    @Signature("int SSL_get_ex_data_X509_STORE_CTX_idx()") MethodHandle storeContextIndex,
    @Signature("int SSL_do_handshake(pointer)") MethodHandle doHandshake,
    @Brief @Signature("int SSL_is_init_finished(pointer)") MethodHandle handshakeFinished,
    @Signature("int SSL_read(pointer, pointer, int)") MethodHandle read,
    @Signature("int SSL_write(pointer, pointer, int)") MethodHandle write,
    @Signature("int SSL_shutdown(pointer)") MethodHandle shutdown,
    @Brief @Signature("void SSL_set_shutdown(pointer, int)") MethodHandle setShutdown,
    @Brief @Signature("int SSL_get_error(pointer, int)") MethodHandle getError,
    @Signature("long SSL_ctrl(pointer, int, long, pointer)") MethodHandle control,
    // Choosing another host for a connection.
    @Signature("int SSL_client_hello_get0_ext(pointer, int, pointer, pointer)")
        MethodHandle clientHelloExtension,
    @Signature("pointer SSL_set_SSL_CTX(pointer, pointer)") MethodHandle setContext,
    @Signature("long SSL_set_options(pointer, long)") MethodHandle setOptions,
    @Signature("long SSL_clear_options(pointer, long)") MethodHandle clearOptions,
    @Signature("int SSL_set_session_id_context(pointer, pointer, int)")
        MethodHandle setSessionIdContext,
    @Signature("int SSL_set_ciphersuites(pointer, pointer)") MethodHandle setCipherSuites,
    @Signature("int SSL_set_num_tickets(pointer, long)") MethodHandle setTickets,
    @Signature("int SSL_new_session_ticket(pointer)") MethodHandle newTicket,
    // Asking for a certificate.
    @Signature("void SSL_set_verify(pointer, int, pointer)") MethodHandle setVerify,
    @Signature("int SSL_get_verify_mode(pointer)") MethodHandle verifyMode,
    @Signature("int SSL_verify_client_post_handshake(pointer)")
        MethodHandle verifyClientPostHandshake,
    @Signature("int SSL_renegotiate(pointer)") MethodHandle renegotiate,
    @Signature("void SSL_set_msg_callback(pointer, pointer)") MethodHandle setMessageCallback,
    @Signature("void SSL_set_verify_result(pointer, long)") MethodHandle setVerifyResult,
    @Signature(
            "int SSL_CTX_add_custom_ext(pointer, int, int, pointer, pointer, pointer, pointer,"
                + " pointer)")
        MethodHandle contextAddExtension,
    // What is known of the connection.
    @Signature("pointer SSL_get_version(pointer)") MethodHandle version,
    @Brief @Signature("int SSL_version(pointer)") MethodHandle versionNumber,
    @Signature("pointer SSL_get_current_cipher(pointer)") MethodHandle currentCipher,
    @Signature("pointer SSL_CIPHER_get_name(pointer)") MethodHandle cipherName,
    @Signature("int SSL_CIPHER_get_bits(pointer, pointer)") MethodHandle cipherBits,
    @Signature("pointer SSL_get_session(pointer)") MethodHandle session,
    @Signature("pointer SSL_SESSION_get_id(pointer, pointer)") MethodHandle sessionId,
    @Signature("int SSL_session_reused(pointer)") MethodHandle sessionReused,
    @Signature("void SSL_get0_alpn_selected(pointer, pointer, pointer)") MethodHandle alpnSelected,
    @Signature("pointer SSL_get_certificate(pointer)") MethodHandle certificate,
    @Signature("pointer SSL_get0_peer_certificate(pointer)") MethodHandle peerCertificate,
    @Signature("pointer SSL_get_peer_cert_chain(pointer)") MethodHandle peerChain,
    @Signature("pointer SSL_get_SSL_CTX(pointer)") MethodHandle contextOf,
    @Signature("int SSL_get_security_level(pointer)") MethodHandle securityLevel,
    @Signature("long SSL_get_verify_result(pointer)") MethodHandle verifyResult) {

  static final LibSsl HANDLES =
      NativeLibrary.bind(
          LibSsl.class,
          MethodHandles.lookup(),
          SharedLibraries.ssl(),
          OpenSslUnavailableException::missing);
}
