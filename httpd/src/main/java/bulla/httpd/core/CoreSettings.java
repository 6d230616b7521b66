package bulla.httpd.core;

import bulla.http.ReadTimeouts;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Settings of core's own directives. */
public final class CoreSettings {
  private CoreSettings() {}

  // Of servers and hosts.

  /** ServerName; not inherited by virtual hosts. */
  public static final Setting<Optional<ServerName>> SERVER_NAME =
      Setting.of("ServerName", Optional.empty());

  /** ServerAlias; not inherited by virtual hosts. */
  static final Setting<List<String>> SERVER_ALIASES = Setting.of("ServerAlias", List.of());

  /** Listen. */
  static final Setting<List<Listen>> LISTENS = Setting.of("Listen", List.of());

  /** ListenBacklog. */
  public static final Setting<Long> LISTEN_BACKLOG = Setting.of("ListenBacklog", 511L);

  /** SendBufferSize, bytes; 0 for the system's own. */
  public static final Setting<Long> SEND_BUFFER = Setting.of("SendBufferSize", 0L);

  /** ReceiveBufferSize, bytes; 0 for the system's own. */
  public static final Setting<Long> RECEIVE_BUFFER = Setting.of("ReceiveBufferSize", 0L);

  /** DocumentRoot. */
  public static final Setting<Path> DOCUMENT_ROOT =
      Setting.of("DocumentRoot", Path.of("/usr/local/apache2/htdocs"));

  /** ErrorLog as written; files relative to ServerRoot. */
  static final Setting<String> ERROR_LOG = Setting.of("ErrorLog", "logs/error_log");

  /** ServerAdmin. */
  public static final Setting<String> SERVER_ADMIN =
      Setting.of("ServerAdmin", "[no address given]");

  /** ServerTokens. */
  static final Setting<ServerTokens> SERVER_TOKENS = Setting.of("ServerTokens", ServerTokens.FULL);

  /** PidFile. */
  public static final Setting<Optional<Path>> PID_FILE = Setting.of("PidFile", Optional.empty());

  /** AccessFileName. */
  static final Setting<List<String>> ACCESS_FILE_NAMES =
      Setting.of("AccessFileName", List.of(".htaccess"));

  /** UseCanonicalName. */
  static final Setting<Boolean> USE_CANONICAL_NAME = Setting.of("UseCanonicalName", false);

  /** TraceEnable. */
  static final Setting<Boolean> TRACE = Setting.of("TraceEnable", true);

  /** MergeSlashes. */
  static final Setting<Boolean> MERGE_SLASHES = Setting.of("MergeSlashes", true);

  /** AllowEncodedSlashes. */
  static final Setting<EncodedSlashes> ENCODED_SLASHES =
      Setting.of("AllowEncodedSlashes", EncodedSlashes.OFF);

  /** Timeout, seconds. */
  public static final Setting<Long> TIMEOUT = Setting.of("Timeout", 60L);

  /** RequestReadTimeout's handshake. */
  public static final Setting<ReadTimeouts.Limit> HANDSHAKE_TIMEOUT =
      Setting.of("RequestReadTimeout handshake", ReadTimeouts.DEFAULT.handshake());

  /** RequestReadTimeout's header. */
  public static final Setting<ReadTimeouts.Limit> HEADER_TIMEOUT =
      Setting.of("RequestReadTimeout header", ReadTimeouts.DEFAULT.header());

  /** RequestReadTimeout's body. */
  public static final Setting<ReadTimeouts.Limit> BODY_TIMEOUT =
      Setting.of("RequestReadTimeout body", ReadTimeouts.DEFAULT.body());

  /** KeepAlive. */
  static final Setting<Boolean> KEEP_ALIVE = Setting.of("KeepAlive", true);

  /** KeepAliveTimeout, milliseconds. */
  static final Setting<Long> KEEP_ALIVE_TIMEOUT = Setting.of("KeepAliveTimeout", 5_000L);

  /** MaxKeepAliveRequests. */
  static final Setting<Long> KEEP_ALIVE_REQUESTS = Setting.of("MaxKeepAliveRequests", 100L);

  /** LimitRequestLine, bytes. */
  static final Setting<Long> LIMIT_LINE = Setting.of("LimitRequestLine", 8190L);

  /** LimitRequestFieldSize, bytes. */
  static final Setting<Long> LIMIT_FIELD = Setting.of("LimitRequestFieldSize", 8190L);

  /** LimitRequestFields. */
  static final Setting<Long> LIMIT_FIELDS = Setting.of("LimitRequestFields", 100L);

  /** Protocols, in the order of preference. */
  public static final Setting<List<String>> PROTOCOLS =
      Setting.of("Protocols", List.of("http/1.1"));

  /** ProtocolsHonorOrder. */
  public static final Setting<Boolean> PROTOCOLS_HONOR_ORDER =
      Setting.of("ProtocolsHonorOrder", true);

  /** GracefulShutdownTimeout, seconds; 0 for no limit. */
  public static final Setting<Long> GRACEFUL_SHUTDOWN_TIMEOUT =
      Setting.of("GracefulShutdownTimeout", 0L);

  // Of directories.

  /** LogLevel: of the server, or of a section for messages about requests in it. */
  public static final Setting<LogLevels> LOG_LEVEL =
      Setting.merged("LogLevel", LogLevels.UNSET, (outer, inner) -> inner.over(outer));

  /** Options. */
  public static final Setting<Options> OPTIONS =
      Setting.merged("Options", Options.DEFAULT, (outer, inner) -> inner.over(outer));

  /** AllowOverride and AllowOverrideList. */
  static final Setting<OverridePolicy> OVERRIDE = Setting.of("AllowOverride", OverridePolicy.NONE);

  /** ErrorDocument by status. */
  static final Setting<Map<Integer, ErrorDocument>> ERROR_DOCUMENTS =
      Setting.merged("ErrorDocument", Map.of(), CoreSettings::joined);

  /** ServerSignature. */
  static final Setting<Signature> SIGNATURE = Setting.of("ServerSignature", Signature.OFF);

  /** AddDefaultCharset; empty for Off. */
  static final Setting<Optional<String>> DEFAULT_CHARSET =
      Setting.of("AddDefaultCharset", Optional.empty());

  /** FileETag. */
  static final Setting<Set<FileTag>> FILE_ETAG =
      Setting.of("FileETag", EnumSet.of(FileTag.MTIME, FileTag.SIZE));

  /** AcceptPathInfo On; Default and Off are the same for files. */
  static final Setting<Boolean> ACCEPT_PATH_INFO = Setting.of("AcceptPathInfo", false);

  /** MaxRanges; -1 for unlimited, 0 for none. */
  static final Setting<Long> MAX_RANGES = Setting.of("MaxRanges", 200L);

  /** LimitRequestBody, bytes; 0 for no limit. */
  public static final Setting<Long> LIMIT_BODY = Setting.of("LimitRequestBody", 1L << 30);

  /** ForceType; {@code None} is no value. */
  public static final Setting<Optional<String>> FORCE_TYPE =
      Setting.of("ForceType", Optional.empty());

  /** SetHandler: the name of what answers instead of the file. */
  public static final Setting<Optional<String>> HANDLER =
      Setting.of("SetHandler", Optional.empty());

  /** Whether a .htaccess file has written SetHandler. */
  static final Setting<Boolean> HANDLER_OF_HTACCESS = Setting.of("SetHandler in .htaccess", false);

  /** ServerTokens' words. */
  enum ServerTokens {
    PROD,
    MAJOR,
    MINOR,
    MIN,
    OS,
    FULL
  }

  /** ServerSignature's words. */
  enum Signature {
    OFF,
    ON,
    EMAIL
  }

  /** AllowEncodedSlashes' words. */
  enum EncodedSlashes {
    OFF,
    ON,
    NO_DECODE
  }

  private static <K, V> Map<K, V> joined(Map<K, V> outer, Map<K, V> inner) {
    Map<K, V> all = new HashMap<>(outer);
    all.putAll(inner);
    return Map.copyOf(all);
  }
}
